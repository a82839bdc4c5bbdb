using System.CommandLine;
using System.Text.Json;
using Weir.Cli.Runs;
using Weir.Running;

namespace Weir.Cli.Commands;

/// <summary><c>weir down</c>: ends a living run and removes what it built.</summary>
internal static class DownCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string?> run = RunChoice.Argument();
        var all = new Option<bool>("--all", "-a") { Description = "End every living run of this user" };
        var command = new VerbCommand("down", "Ends a living run: its programs are asked to end (and killed when they do not), captures are closed, the record is completed, and everything that the run built is removed. "
            + "The run's folder stays.")
        {
            Examples = [("weir down", "end the only lab that is up"), ("weir down two-sites", "end this one")],
        };
        command.Add(run);
        command.Add(all);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed.GetValue(run), parsed.GetValue(all), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string? wanted, bool all, CancellationToken cancellation)
    {
        RunEntry[] entries = all ? [.. RunRegistry.OfThisUser().All().Where(entry => entry.IsAlive)] : [RunChoice.Living(wanted, "by 'weir down RUN'")];
        foreach (RunEntry entry in entries)
        {
            await foreach (JsonElement one in ControlClient.AskAsync(RunChoice.SocketOf(entry), "down", null, cancellation))
            {
                if (context.Verbose) { context.Error.WriteLine(EventLine.Of(one)); }
            }

            // The socket ends before the last files are closed; the process is the last to go.
            while (entry.IsAlive) { await Task.Delay(TimeSpan.FromMilliseconds(10), context.Time, cancellation); }
            context.Out.WriteLine($"{entry.Id}: removed; its record is in {entry.Folder}");
        }

        if (entries.Length == 0) { context.Out.WriteLine("no lab is up"); }
        return (int)ExitCode.Success;
    }
}
