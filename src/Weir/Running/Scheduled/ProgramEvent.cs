using Weir.Declaration;
using Weir.Lab;
using Weir.Lab.Plan;
using Weir.Programs;

namespace Weir.Running.Scheduled;

/// <summary><c>program:</c> starts, stops, pauses or signals a program.</summary>
internal sealed class ProgramEvent : IScheduledKind
{
    /// <inheritdoc/>
    public KindForm Form { get; } = new("program", "Does something to a program",
    [
        new("do", new WordForm("start", "stop", "restart", "kill", "pause", "resume", "signal"), "What is done") { Required = true },
        new("signal", new SignalForm("HUP"), "The signal, where one is sent"),
    ]) { Shorthand = "do" };

    /// <inheritdoc/>
    public void Check(Settings settings, FormReader reader)
    {
        if (settings.TextOrNull("do") == "signal" && !settings.Has("signal")) { reader.Mistakes.Add(settings.PlaceOf("do"), "the event does not say which signal", "write signal: HUP beside do: signal"); }
    }

    /// <inheritdoc/>
    public NameKinds Targets => NameKinds.Program;

    /// <inheritdoc/>
    public bool WorksInMemory(Settings settings) => settings.Text("do") is not ("pause" or "resume" or "signal");

    /// <inheritdoc/>
    public async Task<string> FireAsync(EventTarget target, LabRun run, CancellationToken cancellation)
    {
        LabProgram program = run.Program(target.Name);
        if (await ProgramActs.DoAsync(program, target.Settings.Text("do"), cancellation).ConfigureAwait(false) is { } done) { return done; }
        string name = target.Settings.Text("signal");
        program.Signal(Signals.NumberOf(name) ?? throw new WeirException($"'{name}' is no signal: {string.Join(", ", Signals.Names)} are"));
        return $"got signal {name}";
    }
}
