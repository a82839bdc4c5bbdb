using Weir.Declaration;
using Weir.Lab.Plan;

namespace Weir.Running.Scheduled;

/// <summary><c>mark:</c> writes a text into the run's events and as a comment into its captures.</summary>
internal sealed class MarkEvent : IScheduledKind
{
    /// <inheritdoc/>
    public KindForm Form { get; } = new("mark", "Writes a text into the run's events and captures", [new("text", new TextForm(), "The text") { Required = true }]) { Shorthand = "text" };

    /// <inheritdoc/>
    public NameKinds Targets => NameKinds.None;

    /// <inheritdoc/>
    public Task<string> FireAsync(EventTarget target, LabRun run, CancellationToken cancellation)
    {
        string text = target.Settings.Text("text");
        run.Mark(text);
        return Task.FromResult(text);
    }
}
