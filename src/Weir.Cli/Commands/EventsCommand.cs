using System.CommandLine;
using System.Text.Json;
using Weir.Cli.Captures;
using Weir.Cli.Runs;
using Weir.Running;

namespace Weir.Cli.Commands;

/// <summary><c>weir events</c>: what happened in a living run, and what happens, as it comes.</summary>
internal static class EventsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Option<string?> run = RunChoice.Option();
        var follow = new Option<bool>("--follow", "-f") { Description = "Wait for more until the run ends" };
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("events", "Prints what happened in a living run, one event a line: seconds since the run's clock started (negative while it was built), the kind, what it happened to, a sentence. "
            + "With --json the lines are JSON objects as they stand in the run's events.jsonl.")
        {
            Examples = [("weir events -f", "everything so far, then what happens"), ("weir events --json | jq 'select(.kind == \"link\")'", "what happened to links")],
        };
        command.Add(run);
        command.Add(follow);
        command.Add(json);
        command.SetAction((parsed, cancellation) => RunAsync(context, RunChoice.Living(parsed.GetValue(run)), parsed.GetValue(follow), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, RunEntry entry, bool follow, bool json, CancellationToken cancellation)
    {
        try
        {
            await foreach (JsonElement one in ControlClient.AskAsync(RunChoice.SocketOf(entry), "events", request => request.WriteBoolean("follow", follow), cancellation))
            {
                context.Out.WriteLine(json ? one.GetRawText() : EventLine.Of(one));
                context.Flush();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && follow)
        {
            return (int)ExitCode.Success;
        }

        return (int)ExitCode.Success;
    }
}
