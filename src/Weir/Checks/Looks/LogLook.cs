using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Looks whether programs printed lines that match.</summary>
internal static class LogLook
{
    /// <summary>Looks once.</summary>
    public static Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation) => Task.FromResult(Look(settings, scene, cancellation));

    private static CheckOutcome Look(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        var pattern = Patterns.Compile(settings, "matches");
        foreach (string name in settings.Texts("program"))
        {
            ProgramFacts program = scene.Program(name) ?? throw new WeirException($"there is no program '{name}'");
            long found = 0;
            if (File.Exists(program.Log))
            {
                using var file = new StreamReader(new FileStream(program.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
                while (file.ReadLine() is { } line)
                {
                    cancellation.ThrowIfCancellationRequested();
                    // TIME out|err TEXT
                    string[] parts = line.Split(' ', 3);
                    if (parts.Length == 3 && pattern.IsMatch(parts[2])) { found++; }
                }
            }

            long? wanted = settings.IntegerOrNull("count");
            if (wanted is { } count ? found != count : found == 0)
            {
                return CheckOutcome.Fail($"{found} lines of {name} match '{pattern}'{(wanted is { } n ? $", {n} were wanted" : "")} (its output: {program.Log})");
            }

            if (settings.Texts("program").Count == 1) { return CheckOutcome.Pass($"{found} {(found == 1 ? "line matches" : "lines match")}"); }
        }

        return CheckOutcome.Pass("all programs printed it");
    }
}
