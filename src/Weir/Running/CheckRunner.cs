using Weir.Checks;
using Weir.Lab.Plan;

namespace Weir.Running;

/// <summary>Looks at the checks of a run at their times and decides them. Each check is decided once.</summary>
internal sealed class CheckRunner
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private readonly ICheckScene _scene;
    private readonly RunEvents _events;
    private readonly TimeProvider _time;
    private readonly CheckResult?[] _results;
    private readonly IReadOnlyList<CheckPlan> _plans;

    /// <summary>A runner for the checks of a plan.</summary>
    public CheckRunner(IReadOnlyList<CheckPlan> plans, ICheckScene scene, RunEvents events, TimeProvider time)
    {
        _plans = plans;
        _scene = scene;
        _events = events;
        _time = time;
        _results = [.. plans.Select(plan => plan.LeftOut is { } why ? new CheckResult(plan, null, why, 0) : null)];
    }

    /// <summary>Called with each check when it is decided; from any thread.</summary>
    public event Action<CheckResult>? Decided;

    /// <summary>What became of the checks, in the file's order; those that nobody decided are skipped ones.</summary>
    public IReadOnlyList<CheckResult> Results => [.. _results.Select((result, at) => result ?? new CheckResult(_plans[at], null, "the run ended before it was decided", _events.Now))];

    /// <summary>True when a check failed.</summary>
    public bool AnyFailed => _results.Any(result => result is { Passed: false });

    /// <summary>
    /// Looks at everything that is looked at while the run goes on. Completes when all checks are decided but those that belong to the end or last until it. <paramref name="ready"/> completes when the programs
    /// are ready; after <paramref name="ending"/> nothing is begun any more.
    /// </summary>
    public Task RunAsync(Task ready, CancellationToken ending) => Task.WhenAll(Enumerable.Range(0, _plans.Count)
        .Where(at => _results[at] is null && _plans[at].Mode is not (CheckMode.End or CheckMode.Always or CheckMode.Never)).Select(at => RunOneAsync(at, ready, ending)));

    /// <summary>Looks at the checks that last until the end, from now on until <paramref name="ending"/>.</summary>
    public Task WatchAsync(CancellationToken ending) => Task.WhenAll(Enumerable.Range(0, _plans.Count)
        .Where(at => _results[at] is null && _plans[at].Mode is CheckMode.Always or CheckMode.Never).Select(at => WatchOneAsync(at, ending)));

    /// <summary>Looks at the checks that belong to the end; those before which the run ended too early are looked at now too. The programs still run.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        for (int at = 0; at < _plans.Count; at++)
        {
            if (_results[at] is not null) { continue; }
            CheckPlan plan = _plans[at];
            if (plan.Mode is CheckMode.End or CheckMode.Ready)
            {
                Decide(at, await LookAsync(plan, cancellation).ConfigureAwait(false));
            }
            else if (plan.Mode is CheckMode.At or CheckMode.Within)
            {
                CheckOutcome outcome = await LookAsync(plan, cancellation).ConfigureAwait(false);
                Decide(at, outcome.Held || plan.Mode == CheckMode.Within ? outcome : CheckOutcome.Fail($"the run ended before {plan.Limit?.TotalSeconds:0.###} s: {outcome.Message}"));
            }
        }
    }

    private async Task RunOneAsync(int at, Task ready, CancellationToken ending)
    {
        CheckPlan plan = _plans[at];
        try
        {
            switch (plan.Mode)
            {
                case CheckMode.Ready:
                    await ready.WaitAsync(ending).ConfigureAwait(false);
                    Decide(at, await LookAsync(plan, ending).ConfigureAwait(false));
                    break;
                case CheckMode.At:
                    await WaitUntilAsync(plan.Limit ?? TimeSpan.Zero, ending).ConfigureAwait(false);
                    Decide(at, await LookAsync(plan, ending).ConfigureAwait(false));
                    break;
                default:
                    await SettleAsync(at, plan, ending).ConfigureAwait(false);
                    break;
            }
        }
        catch (Exception stopped) when (ending.IsCancellationRequested && stopped is OperationCanceledException)
        {
            // The end decides what is left.
            return;
        }
        catch (WeirException notReady)
        {
            Decide(at, CheckOutcome.Fail($"not looked at: {notReady.Message}"));
        }
    }

    private async Task SettleAsync(int at, CheckPlan plan, CancellationToken ending)
    {
        double limit = (plan.Limit ?? TimeSpan.Zero).TotalSeconds;
        while (true)
        {
            CheckOutcome outcome = await LookAsync(plan, ending).ConfigureAwait(false);
            if (outcome.Held || _events.Now >= limit)
            {
                Decide(at, outcome.Held ? outcome : CheckOutcome.Fail($"not within {limit:0.###} s: {outcome.Message}"));
                return;
            }

            double left = limit - _events.Now;
            TimeSpan pause = plan.Every ?? s_pause;
            await ClockPause.ForAsync(left < pause.TotalSeconds ? TimeSpan.FromSeconds(Math.Max(0.001, left)) : pause, _time, ending).ConfigureAwait(false);
        }
    }

    private async Task WatchOneAsync(int at, CancellationToken ending)
    {
        CheckPlan plan = _plans[at];
        bool always = plan.Mode == CheckMode.Always;
        int looks = 0;
        string last = "";
        try
        {
            while (true)
            {
                CheckOutcome outcome = await LookAsync(plan, ending).ConfigureAwait(false);
                looks++;
                last = outcome.Message;
                if (outcome.IsUnknown)
                {
                    // What cannot be looked at has not stayed away.
                    Decide(at, CheckOutcome.Fail($"it could not be looked at: {outcome.Message}"));
                    return;
                }

                if (outcome.Held != always)
                {
                    Decide(at, CheckOutcome.Fail($"{(always ? "no more" : "it happened")} at {_events.Now:0.000} s: {outcome.Message}"));
                    return;
                }

                await ClockPause.ForAsync(plan.Every ?? s_pause, _time, ending).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            if (looks > 0) { Decide(at, CheckOutcome.Pass($"in each of {looks} looks; the last: {last}")); }
        }
    }

    private async Task<CheckOutcome> LookAsync(CheckPlan plan, CancellationToken cancellation)
    {
        if (plan.Kind is not ICheck check) { return CheckOutcome.Fail($"a check of kind '{plan.Kind.Form.Name}' cannot be looked at here"); }
        try
        {
            return await check.LookAsync(plan.Settings, _scene, cancellation).ConfigureAwait(false);
        }
        catch (WeirException fault)
        {
            return CheckOutcome.Unknown(fault.Message);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            // The border of a check: a fault in one must not take the run down, and must not pass.
            return CheckOutcome.Unknown($"a fault in the check itself: {fault.GetType().Name}: {fault.Message}");
        }
    }

    private async Task WaitUntilAsync(TimeSpan at, CancellationToken ending)
    {
        double left = at.TotalSeconds - _events.Now;
        if (left > 0) { await ClockPause.ForAsync(TimeSpan.FromSeconds(left), _time, ending).ConfigureAwait(false); }
    }

    private void Decide(int at, CheckOutcome outcome)
    {
        var result = new CheckResult(_plans[at], outcome.Held, outcome.Message, Math.Round(_events.Now, 3));
        _results[at] = result;
        _events.Say(RunEventKinds.Check, result.Plan.Name, $"{result.Word}: {result.Message}", ("result", result.Word));
        Decided?.Invoke(result);
    }
}
