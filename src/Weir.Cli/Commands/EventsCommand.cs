using System.CommandLine;
using System.Text.Json;
using Weir.Cli.Captures;
using Weir.Cli.Runs;
using Weir.Running;

namespace Weir.Cli.Commands;

/// <summary><c>weir events</c>: what happened in a run and, while it lives, what happens.</summary>
internal static class EventsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Option<string?> run = RunChoice.OptionOrRecord();
        var follow = new Option<bool>("--follow", "-f") { Description = "Wait for more until the run ends" };
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("events", "Prints what happened in a run, one event a line: seconds since the run's clock started (negative while it was built), the kind, what it happened to, a sentence. "
            + "With --json the lines are JSON objects as they stand in the run's events.jsonl.")
        {
            Examples = [("weir events -f", "everything so far, then what happens"), ("weir events --json | jq 'select(.kind == \"link\")'", "what happened to links"), ("weir events --run last", "what happened in the last run")],
        };
        command.Add(run);
        command.Add(follow);
        command.Add(json);
        command.SetAction((parsed, cancellation) =>
        {
            (RunEntry? living, RunRecord? record) = RunChoice.LivingOrRecord(context, parsed.GetValue(run));
            return living is not null ? RunAsync(context, living, parsed.GetValue(follow), parsed.GetValue(json), cancellation) : Task.FromResult(Print(context, record!.Folder, parsed.GetValue(json), cancellation));
        });
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

    private static int Print(CommandContext context, RunFolder folder, bool json, CancellationToken cancellation)
    {
        if (!File.Exists(folder.Events)) { throw new WeirException($"{folder.Root}: the record holds no events"); }
        foreach (string line in File.ReadLines(folder.Events))
        {
            cancellation.ThrowIfCancellationRequested();
            // The last line of a run that was killed may be cut off.
            if (EventLine.Read(line) is { } one) { context.Out.WriteLine(json ? line : EventLine.Of(one)); }
        }

        return (int)ExitCode.Success;
    }
}
