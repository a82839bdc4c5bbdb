using System.Diagnostics;
using System.Globalization;
using Weir.Telemetry;

namespace Weir.Running;

/// <summary>
/// What makes sure that a run leaves nothing: a supervisor, which is another process that does nothing but wait for this one. When this one ends without having said that all is removed, for instance by
/// kill -9, the supervisor removes what carries the run's mark.
/// </summary>
internal sealed class RunCleanup : IAsyncDisposable
{
    private readonly LabRun _run;
    private readonly RunOptions _options;
    private readonly Process? _supervisor;

    private RunCleanup(LabRun run, RunOptions options, Process? supervisor)
    {
        _run = run;
        _options = options;
        _supervisor = supervisor;
    }

    /// <summary>What could not be removed; null while <see cref="RemoveAsync"/> has not completed: then nobody knows.</summary>
    public IReadOnlyList<RunObject>? Left { get; private set; }

    /// <summary>Starts the supervisor of a run.</summary>
    public static RunCleanup Begin(LabRun run, RunOptions options)
    {
        // What is in memory goes with this process.
        if (run.Plan.IsInMemory) { return new RunCleanup(run, options, null); }
        // It outlives this process: only where somebody wants to read its lines it keeps the place that they go to.
        bool tells = options.LogArguments.Count > 0;
        var start = new ProcessStartInfo(options.WeirCommand[0]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = !tells, WorkingDirectory = "/" };
        foreach (string argument in (string[])[.. options.WeirCommand.Skip(1), "supervise", options.Registry.Folder, run.Folder.Id.Text, .. options.LogArguments]) { start.ArgumentList.Add(argument); }
        Process supervisor = Process.Start(start) ?? throw new WeirException("the supervisor of the run cannot be started", 3);
        options.Log.SupervisorStarted(run.Folder.Id.Text, supervisor.Id);
        run.Events.Say(RunEventKinds.Phase, "", string.Create(CultureInfo.InvariantCulture, $"process {supervisor.Id} watches over the run"), ("phase", "building"));
        return new RunCleanup(run, options, supervisor);
    }

    /// <summary>Removes everything that still carries the run's mark.</summary>
    public async Task RemoveAsync()
    {
        if (_supervisor is null)
        {
            Left = [];
            return;
        }

        var entry = new RunEntry(_run.Folder.Id, _run.Folder.Root, RunOwner.Current);
        CleanResult result = await RunCleaner.CleanObjectsAsync(entry, dry: false, _options.Time, _options.Log, CancellationToken.None).ConfigureAwait(false);
        Left = result.Left;
    }

    /// <summary>Takes the run out of the registry and lets the supervisor go; where something is left, or nobody looked, the supervisor tries once more before it goes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_supervisor is null)
        {
            _options.Registry.Remove(_run.Folder.Id);
            return;
        }

        try
        {
            if (Left is { Count: 0 })
            {
                _options.Registry.Remove(_run.Folder.Id);
                await _supervisor.StandardInput.WriteAsync("done\n").ConfigureAwait(false);
            }
        }
        catch (IOException gone)
        {
            _options.Log.SupervisorGone(_run.Folder.Id.Text, gone.Message);
            _run.Events.Say(RunEventKinds.Warning, "", "the process that watched over the run is gone; it was not needed");
        }

        try
        {
            // Whatever went wrong before: the supervisor waits for this end of its input, and this process for the supervisor.
            _supervisor.StandardInput.Close();
        }
        catch (IOException gone)
        {
            _options.Log.SupervisorGone(_run.Folder.Id.Text, gone.Message);
            _run.Events.Say(RunEventKinds.Warning, "", "the process that watched over the run could not be told that it is over");
        }

        await _supervisor.WaitForExitAsync().ConfigureAwait(false);
        _supervisor.Dispose();
    }
}
