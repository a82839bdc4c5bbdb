using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Looks how much memory programs have in use.</summary>
internal static class MemoryLook
{
    /// <summary>Looks once.</summary>
    public static Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        var said = new List<string>();
        foreach (string name in settings.Texts("program"))
        {
            ProgramFacts program = scene.Program(name) ?? throw new WeirException($"there is no program '{name}'");
            var size = new DataSize(program.ResidentBytes);
            string used = $"{name} uses {size}";
            bool wrong = (settings.SizeOrNull("below") is { } below && program.ResidentBytes >= below.Bytes) || (settings.SizeOrNull("above") is { } above && program.ResidentBytes <= above.Bytes);
            if (wrong) { return Task.FromResult(CheckOutcome.Fail(used)); }
            said.Add(used);
        }

        return Task.FromResult(CheckOutcome.Pass(string.Join("; ", said)));
    }
}
