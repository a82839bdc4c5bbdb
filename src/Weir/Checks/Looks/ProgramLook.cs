using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Looks whether programs are in a state.</summary>
internal static class ProgramLook
{
    /// <summary>Looks once.</summary>
    public static Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        string wanted = settings.Text("state");
        foreach (string name in settings.Texts("name"))
        {
            ProgramFacts program = scene.Program(name) ?? throw new WeirException($"there is no program '{name}'");
            if (program.State != wanted) { return Task.FromResult(CheckOutcome.Fail($"{name} is {program.State}{(program.ExitCode is { } code ? $", its last exit code is {code}" : "")}")); }
            if (settings.IntegerOrNull("restarts") is { } most && program.Restarts > most) { return Task.FromResult(CheckOutcome.Fail($"{name} was started again {program.Restarts} times, {most} at most were wanted")); }
        }

        return Task.FromResult(CheckOutcome.Pass($"{string.Join(", ", settings.Texts("name"))} {wanted}"));
    }
}
