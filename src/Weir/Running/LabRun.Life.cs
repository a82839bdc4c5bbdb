using System.Runtime.ExceptionServices;
using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Programs;

namespace Weir.Running;

/// <content>The time between building and removing.</content>
public sealed partial class LabRun
{
    // After its time every run is given this much to look at the last checks before it counts as hanging.
    private static readonly TimeSpan s_endLimit = TimeSpan.FromMinutes(2);

    // The first fault of a start or an event; it ends the run, however long others still wait.
    private readonly TaskCompletionSource<Exception> _firstFault = new();
    private bool _tooLong;

    // A lab in memory that says no duration could go on for ever, in no time.
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    private async Task LiveAsync()
    {
        using var scene = new RunScene(this);
        _checks = new CheckRunner(Plan.Checks, scene, Events, Time);
        MachineSample machine = MachineSample.Read();
        double ours = RunCpu();
        Events.StartClock();
        string clock = _loop is null ? "" : " of a clock of its own";
        Move("running", Plan.Duration is { } planned ? $"every node is up and every capture listens; the run lasts {planned.TotalSeconds:0.###} s{clock}" : "every node is up and every capture listens", ("clock", RecordTime.Text(Time.GetUtcNow())));
        _counters = new RunCounters(Network, Folder, Time, Events);
        using var limit = new CancellationTokenSource();
        // The limit is of the user's time, also where the lab has another.
        using ITimer? watch = _options.Limit is { } most ? _options.Time.CreateTimer(_ => Call(limit.Cancel), null, most, Timeout.InfiniteTimeSpan) : null;
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token, limit.Token);

        Task ready = StartProgramsAsync(ending.Token);
        _started.TrySetResult(ready);
        Task timeline = new TimeLine(this, Plan.Events).RunAsync(ending.Token);
        Task checks = _checks.RunAsync(ready, ending.Token);
        Task watching = _checks.WatchAsync(ending.Token);
        await Task.WhenAny(WaitForEndAsync(ready, checks, ending.Token), _firstFault.Task).ConfigureAwait(false);
        // What failed before the end ends the run, and is thrown below when everything has stopped.
        bool timedOut = limit.IsCancellationRequested;
        string? unready = _ending.IsCancellationRequested || _options.StaysUp ? null : UnreadyPrograms();
        Cancel(ending);
        await Task.WhenAll(checks, watching).ConfigureAwait(false);
        if (!_interrupted && !timedOut)
        {
            using var hanging = new CancellationTokenSource(s_endLimit, Time);
            await FlushCapturesAsync(hanging.Token).ConfigureAwait(false);
            if (_monitors is not null) { await _monitors.FlushAsync(hanging.Token).ConfigureAwait(false); }
            await _checks.EndAsync(hanging.Token).ConfigureAwait(false);
        }

        // What else the machine does changes nothing in a lab with a clock of its own.
        if (_loop is null) { _trust.Machine(machine, MachineSample.Read(), RunCpu() - ours); }
        JudgeLinks(_trust);
        JudgeControllers();
        if (_tooLong) { throw new WeirException($"the lab's clock reached {s_longest.TotalHours:0} h and the run was not over: write how long it lasts, 'duration: 10 s'", 6); }
        if (timedOut) { throw new WeirException($"the run was not over after {_options.Limit?.TotalSeconds:0.###} s", 6); }
        if (_firstFault.Task.IsCompleted) { ExceptionDispatchInfo.Throw(await _firstFault.Task.ConfigureAwait(false)); }
        if (unready is not null) { throw new WeirException($"the run was over before its programs were ready: {unready}", 6); }
        JudgePrograms();
    }

    /// <summary>Completes as the task does; when that fails and is the first to do so, the run ends.</summary>
    internal async Task WatchFaultAsync(Task one)
    {
        try
        {
            await one.ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            _firstFault.TrySetResult(fault);
            throw;
        }
    }

    private async Task StartProgramsAsync(CancellationToken ending)
    {
        using var slots = new SemaphoreSlim(_loop is null ? _options.Parallel : int.MaxValue);
        Task[] starts = [.. _programs.Select(one => WatchFaultAsync(StartOneAsync(one.Plan, one.Program, slots, ending)))];
        await Task.WhenAll(starts).ConfigureAwait(false);
    }

    private async Task StartOneAsync(ProgramPlan plan, LabProgram program, SemaphoreSlim slots, CancellationToken ending)
    {
        foreach (ProgramWait wait in plan.After)
        {
            LabProgram other = Program(wait.Program);
            await other.Ready.WaitAsync(ending).ConfigureAwait(false);
            if (wait.UntilExit) { await other.Ended.WaitAsync(ending).ConfigureAwait(false); }
        }

        if (plan.At is { } at && at.TotalSeconds - Events.Now is > 0 and var left) { await ClockPause.ForAsync(TimeSpan.FromSeconds(left), Time, ending).ConfigureAwait(false); }
        await slots.WaitAsync(ending).ConfigureAwait(false);
        try
        {
            if (!await program.StartInTurnAsync(ending).ConfigureAwait(false)) { return; }
        }
        finally
        {
            slots.Release();
        }

        await program.Ready.WaitAsync(ending).ConfigureAwait(false);
    }

    // Completes when the run's time is over: after its duration; else when its checks are decided and the programs whose end is expected have ended; without either when the user ends it.
    private async Task WaitForEndAsync(Task ready, Task checks, CancellationToken ending)
    {
        try
        {
            if (_options.StaysUp) { await ClockPause.ForAsync(Timeout.InfiniteTimeSpan, Time, ending).ConfigureAwait(false); }
            if (Plan.Duration is { } duration)
            {
                double left = duration.TotalSeconds - Events.Now;
                if (left > 0) { await ClockPause.ForAsync(TimeSpan.FromSeconds(left), Time, ending).ConfigureAwait(false); }
                return;
            }

            if (_loop is not null) { _ = EndLateAsync(ending); }
            await ready.WaitAsync(ending).ConfigureAwait(false);
            await checks.WaitAsync(ending).ConfigureAwait(false);
            LabProgram[] ending_ = [.. _programs.Where(one => one.Plan.Expect?.Has("exit") == true || (one.Plan.Ready is null && one.Plan.Restart == RestartRule.Never)).Select(one => one.Program)];
            await Task.WhenAll(ending_.Select(program => program.Ended)).WaitAsync(ending).ConfigureAwait(false);
            if (ending_.Length == 0 && Plan.Checks.Count == 0 && Plan.Programs.Count > 0) { await ClockPause.ForAsync(Timeout.InfiniteTimeSpan, Time, ending).ConfigureAwait(false); }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return;
        }
        catch (WeirException)
        {
            // A program that did not become ready is told by the task that started it.
            return;
        }
    }

    private async Task EndLateAsync(CancellationToken ending)
    {
        try
        {
            await ClockPause.ForAsync(s_longest, Time, ending).ConfigureAwait(false);
            _tooLong = true;
            End("too long");
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return;
        }
    }

    // Not awaited: whoever waits for the token goes on here and now, which in a lab in memory is the one thread that may.
    private static void Cancel(CancellationTokenSource source) => source.Cancel();

    // The programs whose turn had come and that are not ready, each with why; null when there are none. What was not ready then was not part of what the run measured.
    private string? UnreadyPrograms()
    {
        TimeSpan now = Plan.Duration ?? TimeSpan.FromSeconds(Events.Now);
        var late = new List<string>();
        var notDue = new HashSet<string>(StringComparer.Ordinal);
        // In the order in which they may start: those that others wait for come first.
        foreach ((ProgramPlan plan, LabProgram program) in _programs)
        {
            if (program.Ready.IsCompleted) { continue; }
            if (program.State is not ProgramState.Waiting) { late.Add($"{plan.Name} waits for {program.Awaited ?? "its start"}{program.StartsSoFar()}"); }
            else if (program.IsHeldBack || plan.At >= now || plan.After.Any(wait => notDue.Contains(wait.Program))) { notDue.Add(plan.Name); }
            else { late.Add($"{plan.Name} was never started{(plan.After.Count > 0 ? $": it waits for {string.Join(", ", plan.After.Select(wait => wait.UntilExit ? $"the end of {wait.Program}" : wait.Program))}" : "")}"); }
        }

        return late.Count > 0 ? string.Join("; ", late) : null;
    }

    private void JudgePrograms()
    {
        foreach ((ProgramPlan plan, LabProgram program) in _programs)
        {
            if (plan.Switches is not null && plan.Expect is null) { continue; }
            bool waits = program.State is ProgramState.Waiting;
            if (program.Failed) { throw new WeirException($"program {program.Options.Name} ended with exit code {program.ExitCode}, {Expected(program.Options)} was expected (its output: {Folder.LogOf(program.Options.Name)})", 5); }
            if (_interrupted || _options.StaysUp) { continue; }
            if (plan.Expect?.Flag("running") == true && program.State is not (ProgramState.Running or ProgramState.Paused)) { throw new WeirException($"program {program.Options.Name} {(waits ? "was never started; it should run at the end" : "does not run at the end, as it should")}", 5); }
            if (program.Options.ExpectedExits.Count > 0 && program.State is not ProgramState.Exited) { throw new WeirException($"program {program.Options.Name} {(waits ? "was never started" : "still runs at the end")}; exit code {Expected(program.Options)} was expected", 5); }
        }
    }

    private static string Expected(ProgramOptions options) => options.ExpectedExits.Count == 0 ? "0" : string.Join(" or ", options.ExpectedExits);

    private double RunCpu() => MarkedProcesses.CpuSeconds(Folder.Id.Mark) + MarkedProcesses.CpuSecondsOf(Environment.ProcessId);
}
