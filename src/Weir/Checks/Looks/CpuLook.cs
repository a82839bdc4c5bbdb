using System.Globalization;
using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Looks how much CPU time programs used.</summary>
internal static class CpuLook
{
    /// <summary>Looks once.</summary>
    public static Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        var said = new List<string>();
        foreach (string name in settings.Texts("program"))
        {
            ProgramFacts program = scene.Program(name) ?? throw new WeirException($"there is no program '{name}'");
            double share = scene.Now > 0 ? program.CpuSeconds / scene.Now : 0;
            string used = string.Create(CultureInfo.InvariantCulture, $"{name} used {program.CpuSeconds:0.##} s, {share * 100:0.#} % of a core");
            bool wrong = (settings.DurationOrNull("below") is { } below && program.CpuSeconds >= below.TotalSeconds) || (settings.DurationOrNull("above") is { } above && program.CpuSeconds <= above.TotalSeconds)
                || (settings.FractionOrNull("share") is { } most && share >= most);
            if (wrong) { return Task.FromResult(CheckOutcome.Fail(used)); }
            said.Add(used);
        }

        return Task.FromResult(CheckOutcome.Pass(string.Join("; ", said)));
    }
}
