using Microsoft.Extensions.Logging;
using Weir.Platform;
using Weir.Programs;
using Weir.Telemetry;

namespace Weir.Running;

/// <summary>Removes what carries a run's mark: its processes, those in its network namespaces among them (named by pidfd, so that no other can be hit), then its control groups.</summary>
public static class RunCleaner
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(200);

    /// <summary>Removes what a dead run left, and its entry in the registry when nothing is left. With <paramref name="dry"/> nothing is done.</summary>
    public static async Task<CleanResult> CleanAsync(RunEntry entry, RunRegistry registry, bool dry, TimeProvider time, ILogger log, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(log);
        CleanResult result = await CleanObjectsAsync(entry, dry, time, log, cancellation).ConfigureAwait(false);
        if (!dry)
        {
            // A program that was just being started when the run died gets its mark only when its file is executed: it is met in a second look.
            await Task.Delay(s_settling, time, cancellation).ConfigureAwait(false);
            CleanResult late = await CleanObjectsAsync(entry, dry, time, log, cancellation).ConfigureAwait(false);
            result = result with { Found = [.. result.Found.Union(late.Found)], Left = late.Left };
        }

        if (!dry && result.Left.Count == 0) { registry.Remove(entry.Id); }
        var registered = new RunObject("registry", entry.Id.Text);
        return result with { Found = [.. result.Found, registered], Left = dry || result.Left.Count > 0 ? [.. result.Left, registered] : [] };
    }

    /// <summary>Removes the processes and control groups that carry the mark of a run, the registry's entry excepted.</summary>
    internal static async Task<CleanResult> CleanObjectsAsync(RunEntry entry, bool dry, TimeProvider time, ILogger log, CancellationToken cancellation)
    {
        IReadOnlyList<RunObject> found = [.. RunObjects.Of(entry).Where(one => one.Kind != "registry")];
        if (dry) { return new CleanResult(entry.Id, found, found); }
        long begin = time.GetTimestamp();
        // A process that starts another one while it is being killed is met in the next round.
        while (KillAll(entry.Id, log) > 0 && time.GetElapsedTime(begin) < s_limit) { await Task.Delay(s_pause, time, cancellation).ConfigureAwait(false); }
        while (ControlGroup.Runs().Contains(entry.Id.Text) && !ControlGroup.RemoveRun(entry.Id.Text) && time.GetElapsedTime(begin) < s_limit) { await Task.Delay(s_pause, time, cancellation).ConfigureAwait(false); }
        RunObject[] left = [.. RunObjects.Of(entry).Where(one => one.Kind != "registry")];
        log.RunCleaned(entry.Id.Text, found.Count, left.Length);
        foreach (RunObject one in left) { log.ObjectLeft(entry.Id.Text, one.Kind, one.Name); }
        return new CleanResult(entry.Id, found, left);
    }

    private static int KillAll(RunId run, ILogger log)
    {
        string mark = run.Mark;
        var namespaces = new MarkedNamespaces(mark);
        List<int> marked = MarkedProcesses.Find(mark, namespaces);
        marked.Remove(Environment.ProcessId);
        foreach (int pid in marked)
        {
            using ProcessHandle? handle = ProcessHandle.TryOpen(pid);
            // Between finding the number and opening the handle the process may have ended and the number gone to another one.
            if (handle is not null && MarkedProcesses.Carries(pid, mark, namespaces) && handle.TrySignal(Signals.Kill)) { log.ProcessKilled(run.Text, pid); }
        }

        return marked.Count;
    }
}
