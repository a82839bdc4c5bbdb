using System.Threading.Channels;
using Weir.Lab.Plan;
using Weir.Running;

namespace Weir.Cli.Runs;

/// <summary>Runs a plan in front of the user, from the first line on the screen to the verdict.</summary>
internal static class RunExecution
{
    /// <summary>Runs it; gives the exit code.</summary>
    public static async Task<int> RunAsync(CommandContext context, LabPlan plan, RunOptions options, CheckReport? report, bool json, CancellationToken cancellation)
    {
        var screen = new RunScreen(context, plan, json);
        screen.Begin();
        var run = new LabRun(plan, options);
        ChannelReader<RunEvent> events = run.Events.Listen(fromBegin: true);
        Task following = screen.FollowAsync(events);
        RunOutcome outcome = await run.ExecuteAsync(cancellation);
        await following;
        report?.Write(context, outcome, plan.Name);
        screen.End(outcome);
        return outcome.ExitCode;
    }
}
