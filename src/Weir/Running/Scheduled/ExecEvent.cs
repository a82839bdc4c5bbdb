using Weir.Checks;
using Weir.Declaration;
using Weir.Lab.Plan;

namespace Weir.Running.Scheduled;

/// <summary><c>exec:</c> runs a command on one or several nodes.</summary>
internal sealed class ExecEvent : IScheduledKind
{
    private const int ShownCharacters = 200;

    /// <inheritdoc/>
    public KindForm Form { get; } = new("exec", "Runs a command on a node",
    [
        new("on", new ReferenceForm(NameKinds.Node, many: true), "The node, or several") { Required = true },
        new("run", new ListForm(new TextForm("a command")), "The command: a line for the shell, or a list of arguments") { Required = true },
        new("timeout", new DurationForm(), "How long it may take") { Default = "10 s" },
    ]);

    /// <inheritdoc/>
    public NameKinds Targets => NameKinds.None;

    /// <inheritdoc/>
    public bool WorksInMemory(Settings settings) => false;

    /// <inheritdoc/>
    public async Task<string> FireAsync(EventTarget target, LabRun run, CancellationToken cancellation)
    {
        IReadOnlyList<string> command = target.Settings.Texts("run") is [var line] ? ["/bin/sh", "-c", line] : target.Settings.Texts("run");
        using var scene = new RunScene(run);
        var said = new List<string>();
        foreach (string node in target.Settings.Texts("on"))
        {
            CommandOutput output = await scene.RunAsync(node, command, target.Settings.Duration("timeout"), cancellation).ConfigureAwait(false);
            string text = (output.Output + output.Error).Trim().ReplaceLineEndings(" | ");
            if (text.Length > ShownCharacters) { text = text[..ShownCharacters] + "..."; }
            said.Add($"{node}: exit code {output.ExitCode}{(text.Length == 0 ? "" : ": " + text)}");
        }

        return string.Join("; ", said);
    }
}
