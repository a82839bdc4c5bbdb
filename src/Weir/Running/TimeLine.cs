using Weir.Lab.Plan;
using Weir.Running.Scheduled;

namespace Weir.Running;

/// <summary>Brings about the scheduled events of a run, each at its time. One that takes long does not hold back the next.</summary>
internal sealed class TimeLine(LabRun run, IReadOnlyList<EventPlan> events)
{
    // An event that repeats at shorter times than this would keep a processor busy with nothing else.
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>Completes when the last event is done; fails when one could not be brought about. Ends without a fault when <paramref name="ending"/> is cancelled.</summary>
    public async Task RunAsync(CancellationToken ending)
    {
        try
        {
            await Task.WhenAll(events.Select(one => run.WatchFaultAsync(RunOneAsync(one, ending)))).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task RunOneAsync(EventPlan plan, CancellationToken ending)
    {
        TimeSpan at = plan.At;
        for (long count = 0; plan.Times is not { } times || count < times; count++)
        {
            double left = at.TotalSeconds - run.Events.Now;
            if (left > 0) { await ClockPause.ForAsync(TimeSpan.FromSeconds(left), run.Time, ending).ConfigureAwait(false); }
            foreach (EventTarget target in plan.Targets) { await FireAsync(plan, target, at, ending).ConfigureAwait(false); }
            if (plan.Every is not { } every) { return; }
            at += every < s_shortest ? s_shortest : every;
        }
    }

    private async Task FireAsync(EventPlan plan, EventTarget target, TimeSpan at, CancellationToken ending)
    {
        if (plan.Kind is not IScheduledKind kind) { throw new WeirException($"event {plan.Name}: an event of kind '{plan.Kind.Form.Name}' cannot be brought about here", 3); }
        try
        {
            string done = await kind.FireAsync(target, run, ending).ConfigureAwait(false);
            double late = run.Events.Now - at.TotalSeconds;
            run.Say(plan, target, done, late);
        }
        catch (WeirException fault)
        {
            throw new WeirException($"event {plan.Name} at {at.TotalSeconds:0.###} s: {fault.Message}", fault.ExitCode, fault);
        }
    }
}
