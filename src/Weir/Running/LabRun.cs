using System.Collections.Immutable;
using Weir.Lab.Building;
using Weir.Lab.Plan;
using Weir.Memory;
using Weir.Programs;

namespace Weir.Running;

/// <summary>
/// One run of a plan, from the first namespace to the last file of its record: builds the network, begins the captures, starts the programs, carries out the time line, looks at the checks, says whether the
/// experiment held, and removes what it built. Everything that happens is told through <see cref="Events"/>. Not reusable.
/// </summary>
public sealed partial class LabRun
{
    private readonly RunOptions _options;
    private readonly CancellationTokenSource _ending = new();
    // Replaced as a whole, never changed in place: others read it meanwhile.
    private ImmutableArray<PlannedProgram> _programs = [];
    private readonly List<string> _reasons = [];
    private readonly TrustJudge _trust = new();
    private readonly MemoryLoop? _loop;
    private LabNetwork? _network;
    private CheckRunner? _checks;
    private string? _endReason;
    private bool _interrupted;

    /// <summary>Begins a run: its folder and its entry in the registry are made.</summary>
    /// <exception cref="WeirException">The folder cannot be made.</exception>
    public LabRun(LabPlan plan, RunOptions options)
    {
        if (plan.IsInMemory && options.StaysUp) { throw new WeirException("a lab in memory has a clock of its own, and is over as soon as nothing is left to do: it cannot stay up, use 'weir run'"); }
        Plan = plan;
        _options = options;
        _loop = plan.IsInMemory ? new MemoryLoop(unchecked((ulong)plan.Seed)) : null;
        Folder = RunFolder.Create(options.Home, plan.Name, options.Registry, options.Time);
        Events = new RunEvents(Folder, Time);
    }

    /// <summary>What is run.</summary>
    public LabPlan Plan { get; private set; }

    /// <summary>Where it is kept.</summary>
    public RunFolder Folder { get; }

    /// <summary>What happens.</summary>
    public RunEvents Events { get; }

    /// <summary>What the run is doing: <c>building</c>, <c>running</c>, <c>removing</c> or <c>ended</c>.</summary>
    public string Phase { get; private set; } = "building";

    /// <summary>The programs, in the order in which they may start.</summary>
    public IReadOnlyList<LabProgram> Programs => [.. _programs.Select(one => one.Program)];

    /// <summary>The network while it stands.</summary>
    /// <exception cref="WeirException">It does not stand.</exception>
    internal LabNetwork Network => _network ?? throw new WeirException("the network of this run does not stand (yet, or any more)");

    /// <summary>The clock of what happens in the run: the machine's, or that of a lab in memory.</summary>
    internal TimeProvider Time => _loop?.Clock ?? _options.Time;

    internal int ControlConnectionsLost { get; set; }

    /// <summary>The program of this name.</summary>
    /// <exception cref="WeirException">There is none.</exception>
    public LabProgram Program(string name) => _programs.FirstOrDefault(one => one.Plan.Name == name)?.Program
        ?? throw new WeirException(Suggestion.Nearest(name, _programs.Select(one => one.Plan.Name)) is { } near ? $"there is no program '{name}': did you mean '{near}'?" : $"there is no program '{name}'");

    /// <summary>Gives up a run before it was executed: its folder and its entry in the registry are removed.</summary>
    internal void Abandon()
    {
        Events.Dispose();
        Directory.Delete(Folder.Root, recursive: true);
        _options.Registry.Remove(Folder.Id);
    }

    /// <summary>Ends the run early, as if its duration were over.</summary>
    public void End(string reason)
    {
        _endReason ??= reason;
        _ending.Cancel();
    }

    /// <summary>
    /// Runs to the end and removes everything. When <paramref name="interrupt"/> is cancelled the run ends cleanly at once, with what is known so far. Never throws for what goes wrong in the run: the outcome
    /// says it.
    /// </summary>
    public Task<RunOutcome> ExecuteAsync(CancellationToken interrupt) => _loop is { } loop ? loop.RunAsync(() => ExecuteHereAsync(interrupt)) : ExecuteHereAsync(interrupt);

    private async Task<RunOutcome> ExecuteHereAsync(CancellationToken interrupt)
    {
        // What other threads ask for is done on the thread of a lab in memory.
        using CancellationTokenRegistration interrupted = interrupt.Register(() => Call(() =>
        {
            _interrupted = true;
            End("interrupted");
        }));
        // How long things took is told in the machine's time, whatever clock the lab has.
        TimeProvider machine = _options.Time;
        long begin = machine.GetTimestamp();
        long building = begin, running = begin, removing = begin;
        int exitCode = 0;
        RunCleanup cleanup = RunCleanup.Begin(this, _options);
        await using (cleanup.ConfigureAwait(false))
        {
            try
            {
                WriteBegin();
                Move("building", $"building {Plan.Nodes.Count} nodes and {Plan.Links.Count} links");
                await BuildAsync(cleanup).ConfigureAwait(false);
                running = machine.GetTimestamp();
                await LiveAsync().ConfigureAwait(false);
                _loop?.Verify();
            }
            catch (WeirException fault)
            {
                // What the file says and only building finds out is still the user's mistake; later there is no file to mend.
                exitCode = fault.ExitCode is 0 or 1 || (fault.ExitCode == 2 && running != begin) ? 4 : fault.ExitCode;
                Fail(fault.Message);
            }
            catch (OperationCanceledException) when (_ending.IsCancellationRequested)
            {
                if (!_interrupted) { Fail(_endReason ?? "ended before it began"); }
            }
            catch (IOException fault)
            {
                exitCode = 3;
                Fail($"a file of the run cannot be read or written: {fault.Message}");
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                // The border of a run: whatever comes here, the network must go and the record must say why.
                exitCode = 5;
                Fail($"a fault in Weir itself: {fault}");
            }

            removing = machine.GetTimestamp();
            if (running == begin) { running = removing; }
            Move("removing", "ending the programs and removing the network");
            int removed = await RemoveAsync(cleanup).ConfigureAwait(false);
            if (exitCode == 0) { exitCode = removed; }
            if (Events.Fault is { } unwritten)
            {
                if (exitCode == 0) { exitCode = 3; }
                Fail($"the record of the run is not complete, {Path.GetFileName(Folder.Events)} could not be written any more: {unwritten}");
            }
        }

        _loop?.Verify();

        long end = machine.GetTimestamp();
        var durations = new RunDurations(Seconds(_options.PlanSeconds), Seconds(machine.GetElapsedTime(building, running).TotalSeconds),
            Seconds(machine.GetElapsedTime(running, removing).TotalSeconds), Seconds(machine.GetElapsedTime(removing, end).TotalSeconds));
        RunOutcome outcome = Judge(exitCode, cleanup.Left ?? [], durations);
        try
        {
            WriteEnd(outcome);
        }
        catch (IOException fault)
        {
            outcome = outcome with { Result = RunResult.Error, ExitCode = exitCode == 0 ? 3 : exitCode, Reasons = [.. outcome.Reasons, $"the verdict could not be written: {fault.Message}"] };
        }

        Move("ended", $"{outcome.Result.ToString().ToLowerInvariant()}, {outcome.Trust}");
        Events.Dispose();
        return outcome;
    }

    private void Call(Action work)
    {
        if (_loop is { } loop) { loop.PostFromOutside(work); } else { work(); }
    }

    private static double Seconds(double value) => Math.Round(value, 6);

    private void Move(string phase, string text, params ReadOnlySpan<(string Name, string Value)> more)
    {
        Phase = phase;
        Events.Say(RunEventKinds.Phase, "", text, [("phase", phase), .. more]);
    }

    private void Fail(string reason)
    {
        lock (_reasons) { _reasons.Add(reason); }
        Events.Say(RunEventKinds.Error, "", reason);
    }

    private RunOutcome Judge(int exitCode, IReadOnlyList<RunObject> left, RunDurations durations)
    {
        IReadOnlyList<CheckResult> checks = _checks?.Results ?? [.. Plan.Checks.Select(plan => new CheckResult(plan, null, "the run ended before it was decided", 0))];
        var reasons = new List<string>(_reasons);
        reasons.AddRange(checks.Where(check => check.Passed == false).Select(check => $"{check.Plan.Name}: {check.Message}"));
        reasons.AddRange(left.Select(one => $"{one.Kind} {one.Name} could not be removed"));
        bool failed = checks.Any(check => check.Passed == false);
        (RunResult result, int code) = (_interrupted, exitCode, failed) switch
        {
            (true, 0, false) => (RunResult.Interrupted, 130),
            (_, not 0, _) => (RunResult.Error, exitCode),
            (_, _, true) => (RunResult.Fail, 1),
            _ when left.Count > 0 => (RunResult.Error, 8),
            _ when !_trust.IsTrustworthy && _options.Strict => (RunResult.Pass, 7),
            _ => (RunResult.Pass, 0),
        };
        return new RunOutcome(Folder.Id, Folder.Root, result, code, [.. _trust.Reasons], reasons, checks, durations);
    }
}
