using System.CommandLine;
using Weir.Lab.Guests;
using Weir.Platform;
using Weir.Programs;
using Weir.Programs.Guests;

namespace Weir.Cli.Commands;

/// <summary><c>weir guest</c>, called by the first program of a guest only: sets up its network and serves the run outside over standard input and output.</summary>
internal static class GuestCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var settings = new Argument<string>("settings") { Description = "The file with the guest's network" };
        var node = new Argument<string>("node") { Description = "The node's name" };
        var command = new VerbCommand("guest", "Sets up the network of a guest kernel from inside, and starts programs in it for the run outside, over a serial line on standard input and output. Runs call this themselves.");
        command.Add(settings);
        command.Add(node);
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetRequiredValue(settings), parsed.GetRequiredValue(node), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string settings, string node, CancellationToken cancellation)
    {
        GuestNetwork.Apply(settings);
        var host = new LocalHost(node, "/", new Dictionary<string, string> { ["WEIR_NODE"] = node });
        await new GuestAgent(new DuplexStream(Console.OpenStandardInput(), StandardStream.Output), host).RunAsync(cancellation);
        return (int)ExitCode.Success;
    }
}
