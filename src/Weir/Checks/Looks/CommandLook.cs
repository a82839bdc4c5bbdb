using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Runs a command on nodes and looks how it ends and what it prints.</summary>
internal static class CommandLook
{
    private const int ShownCharacters = 200;
    private const int NotFound = 127;

    /// <summary>Looks once.</summary>
    public static async Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        IReadOnlyList<string> command = settings.Texts("run") is [var line] ? ["/bin/sh", "-c", line] : settings.Texts("run");
        long wanted = settings.Integer("exit");
        string last = "";
        foreach (string node in settings.Texts("on"))
        {
            CommandOutput output = await scene.RunAsync(node, command, settings.Duration("timeout"), cancellation).ConfigureAwait(false);
            // A shell that does not find it ends with 127: nobody knows what it would have said.
            if (output.ExitCode == NotFound && wanted != NotFound) { throw new WeirException($"on {node} the command ended with {NotFound}, as when there is no such program: {Shorten(output.Error)}"); }
            last = Shorten(output.Output.Length > 0 ? output.Output : output.Error);
            if (output.ExitCode != wanted) { return CheckOutcome.Fail($"on {node} it ended with {output.ExitCode}, not {wanted}{(output.Error.Length > 0 ? ": " + Shorten(output.Error) : "")}"); }
            if (settings.TextOrNull("output") is { } pattern && !Patterns.Compile(settings, "output").IsMatch(output.Output)) { return CheckOutcome.Fail($"on {node} its output does not match '{pattern}': {last}"); }
        }

        return CheckOutcome.Pass(last.Length == 0 ? $"ended with {wanted}" : last);
    }

    private static string Shorten(string text)
    {
        string line = text.Trim().ReplaceLineEndings(" | ");
        return line.Length > ShownCharacters ? line[..ShownCharacters] + "..." : line;
    }
}
