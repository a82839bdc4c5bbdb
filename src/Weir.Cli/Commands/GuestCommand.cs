using System.CommandLine;
using Weir.Lab.Guests;
using Weir.Programs;
using Weir.Programs.Guests;

namespace Weir.Cli.Commands;

/// <summary><c>weir guest</c>, called by the first program of a guest only: sets up its network and serves the run outside over a serial line.</summary>
internal static class GuestCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var settings = new Argument<string>("settings") { Description = "The file with the guest's network" };
        var node = new Argument<string>("node") { Description = "The node's name" };
        var command = new VerbCommand("guest", "Sets up the network of a guest kernel from inside, and starts programs in it for the run outside, over a serial line. Runs call this themselves.");
        var line = new Argument<string>("line") { Description = "The serial line, in raw mode" };
        command.Add(settings);
        command.Add(node);
        command.Add(line);
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetRequiredValue(settings), parsed.GetRequiredValue(node), parsed.GetRequiredValue(line), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string settings, string node, string line, CancellationToken cancellation)
    {
        GuestNetwork.Apply(settings);
        var host = new LocalHost(node, "/", new Dictionary<string, string> { ["WEIR_NODE"] = node });
        // Opened here and not inherited: the runtime would take a terminal on standard input for the user's, and change its mode with every program that it starts.
        var input = new FileStream(line, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
        var output = new FileStream(line, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
        await new GuestAgent(new DuplexStream(input, output), host).RunAsync(cancellation);
        return (int)ExitCode.Success;
    }
}
