using System.Threading.Channels;
using Weir.Lab.Plan;
using Weir.Running;

namespace Weir.Cli.Runs;

/// <summary>Runs a plan in front of the user, from the first line on the screen to the verdict.</summary>
internal static class RunExecution
{
    /// <summary>Runs it; gives the exit code. With a <paramref name="dashboard"/> it is shown there as long as it lives.</summary>
    public static async Task<int> RunAsync(CommandContext context, LabPlan plan, RunOptions options, CheckReport? report, bool json, DashboardPlace? dashboard, CancellationToken cancellation)
    {
        var screen = new RunScreen(context, plan, json);
        if (dashboard is null)
        {
            screen.Begin();
            return await RunAsync(context, new LabRun(plan, options), screen, report, cancellation);
        }

        var run = new LabRun(plan, options);
        await using IAsyncDisposable session = await ShowAsync(context, run, options, dashboard, json ? context.Error : context.Out, cancellation);
        context.Flush();
        screen.Begin();
        int code = await RunAsync(context, run, screen, report, cancellation);
        screen.Say($"its dashboard ends with it; 'weir dashboard {run.Folder.Id}' shows it again");
        return code;
    }

    /// <summary>Serves a dashboard for a run that has not begun yet. When that cannot be, the run is not begun.</summary>
    /// <exception cref="WeirException">The dashboard cannot listen there.</exception>
    public static async Task<IAsyncDisposable> ShowAsync(CommandContext context, LabRun run, RunOptions options, DashboardPlace place, TextWriter writer, CancellationToken cancellation)
    {
        try
        {
            DashboardSession session = await DashboardSession.BeginAsync(context, place, options.Home, run.Folder.Id.Text, cancellation);
            session.Announce(writer);
            return session;
        }
        catch
        {
            run.Abandon();
            throw;
        }
    }

    private static async Task<int> RunAsync(CommandContext context, LabRun run, RunScreen screen, CheckReport? report, CancellationToken cancellation)
    {
        ChannelReader<RunEvent> events = run.Events.Listen(fromBegin: true);
        Task following = screen.FollowAsync(events);
        RunOutcome outcome = await run.ExecuteAsync(cancellation);
        await following;
        if (run.Plan.Report) { ReportFile.WriteAtEnd(context, outcome); }
        screen.End(outcome);
        return report is null || TryWrite(context, report, outcome, run.Plan.Name) || outcome.ExitCode != 0 ? outcome.ExitCode : (int)ExitCode.BadUsage;
    }

    // The run is over and judged, and its verdict is told: what goes wrong here hides nothing of it.
    private static bool TryWrite(CommandContext context, CheckReport report, RunOutcome outcome, string lab)
    {
        try
        {
            report.Write(context, outcome, lab);
            return true;
        }
        catch (Exception fault) when (fault is WeirException or IOException or UnauthorizedAccessException)
        {
            if (Fault.IsOfGoneReader(fault)) { return true; }
            context.Error.WriteLine($"weir: --report {report.Format}={report.File}: the report cannot be written: {fault.Message}");
            return false;
        }
    }
}
