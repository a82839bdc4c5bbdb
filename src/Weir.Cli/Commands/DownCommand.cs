using System.CommandLine;
using System.Net.Sockets;
using System.Text.Json;
using Weir.Cli.Runs;
using Weir.Running;

namespace Weir.Cli.Commands;

/// <summary><c>weir down</c>: ends a living run and removes what it built.</summary>
internal static class DownCommand
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);
    private static readonly Lock s_telling = new();

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
        int code = (int)ExitCode.Success;
        // All at once: one that takes long, or cannot be ended, holds back none of the others.
        foreach ((RunEntry entry, Task ending) in entries.Select(entry => (entry, EndAsync(context, entry, cancellation))).ToArray())
        {
            try
            {
                await ending;
                context.Out.WriteLine($"{entry.Id}: removed; its record is in {entry.Folder}");
            }
            catch (WeirException fault)
            {
                context.Flush();
                lock (s_telling) { context.Error.WriteLine($"weir: {entry.Id}: {fault.Message}"); }
                code = fault.ExitCode;
            }
        }

        if (entries.Length == 0) { context.Out.WriteLine("no lab is up"); }
        return code;
    }

    private static async Task EndAsync(CommandContext context, RunEntry entry, CancellationToken cancellation)
    {
        if (await ListensAsync(context, entry, cancellation))
        {
            await foreach (JsonElement one in ControlClient.AskAsync(RunChoice.SocketOf(entry), "down", null, cancellation))
            {
                if (context.Verbose)
                {
                    lock (s_telling) { context.Error.WriteLine(EventLine.Of(one)); }
                }
            }
        }

        // The socket ends before the last files are closed; the process is the last to go.
        while (entry.IsAlive) { await Task.Delay(s_pause, context.Time, cancellation); }
    }

    // Waits until a run that is being built takes requests; false when it is gone without that, or is just going.
    private static async Task<bool> ListensAsync(CommandContext context, RunEntry entry, CancellationToken cancellation)
    {
        while (entry.IsAlive && RunRegistry.OfThisUser().All().Any(one => one == entry))
        {
            try
            {
                _ = await ControlClient.AskSoonAsync(RunChoice.SocketOf(entry), "status", null, context.Time, cancellation);
                return true;
            }
            catch (WeirException fault) when (fault.InnerException is SocketException or IOException)
            {
                await Task.Delay(s_pause, context.Time, cancellation);
            }
        }

        return false;
    }
}
