using Weir.Lab.Plan;
using Weir.Programs;
using Weir.Running;

namespace Weir.Cli.Runs;

/// <summary>Whether what a lab starts at its beginning is there.</summary>
internal static class StartedPrograms
{
    // Nobody knows when a program ends that others wait for.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Waits for the programs that start as soon as they may: null when they are ready, the reason as soon as one of them will never be. One that starts at a time of the run's clock, and what
    /// comes after it, is not waited for; one that waits for another's end is waited for, but not for ever.
    /// </summary>
    public static async Task<Exception?> ReadyAsync(LabRun run, TimeProvider time)
    {
        var later = new HashSet<string>(StringComparer.Ordinal);
        var open = new HashSet<string>(StringComparer.Ordinal);
        // Those that others wait for stand before them.
        foreach (ProgramPlan plan in run.Plan.Programs)
        {
            if (plan.At?.TotalSeconds > run.Events.Now || plan.After.Any(wait => later.Contains(wait.Program))) { later.Add(plan.Name); }
            else if (plan.After.Any(wait => wait.UntilExit || open.Contains(wait.Program))) { open.Add(plan.Name); }
        }

        LabProgram[] now = [.. run.Programs.Where(program => !later.Contains(program.Options.Name))];
        return await FaultOfAsync(now.Where(program => !open.Contains(program.Options.Name)), Task.Delay(Timeout.InfiniteTimeSpan, time))
            ?? await FaultOfAsync(now.Where(program => open.Contains(program.Options.Name)), Task.Delay(s_patience, time));
    }

    private static async Task<Exception?> FaultOfAsync(IEnumerable<LabProgram> programs, Task limit)
    {
        var waiting = programs.Select(program => program.Ready).ToList();
        while (waiting.Count > 0)
        {
            Task next = await Task.WhenAny([.. waiting, limit]);
            if (next == limit) { return null; }
            if (next.Exception is { InnerException: { } fault }) { return fault; }
            waiting.Remove(next);
        }

        return null;
    }
}
