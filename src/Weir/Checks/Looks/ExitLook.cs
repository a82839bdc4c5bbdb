using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Looks whether programs ended with the right code.</summary>
internal static class ExitLook
{
    /// <summary>Looks once.</summary>
    public static Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        long[] right = [.. settings.Values("code").Cast<long>()];
        if (right.Length == 0) { right = [0]; }
        var ended = new List<string>();
        foreach (string name in settings.Texts("program"))
        {
            ProgramFacts program = scene.Program(name) ?? throw new WeirException($"there is no program '{name}'");
            if (program.State != "exited" || program.ExitCode is not { } code) { return Task.FromResult(CheckOutcome.Fail($"{name} has not ended, it is {program.State}")); }
            if (!right.Contains(code)) { return Task.FromResult(CheckOutcome.Fail($"{name} ended with {code}, not {string.Join(" or ", right)} (its output: {program.Log})")); }
            ended.Add($"{name} ended with {code}");
        }

        return Task.FromResult(CheckOutcome.Pass(string.Join(", ", ended)));
    }
}
