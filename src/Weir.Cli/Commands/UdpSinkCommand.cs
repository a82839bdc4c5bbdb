using System.CommandLine;
using System.Globalization;
using Weir.Cli.Captures;
using Weir.Cli.Traffic;
using Weir.Traffic;

namespace Weir.Cli.Commands;

/// <summary><c>weir udp-sink</c>: takes numbered datagrams and says which are missing.</summary>
internal static class UdpSinkCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var port = new Option<int>("--port", "-p") { Description = "The UDP port", Required = true };
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("udp-sink", "Takes UDP datagrams over IPv4 and IPv6 until it is ended, and then prints how many came, and of those that 'weir udp-send' numbered how many were lost, late or came twice, and their jitter (RFC 3550).")
        {
            Examples = [("weir udp-sink --port 5001 --json", "the other end of 'weir udp-send', the figures as JSON")],
        };
        command.Add(port);
        command.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            context.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"listening on port {parsed.GetValue(port)}"));
            TransferText.Write(context, await UdpTransfer.SinkAsync(parsed.GetValue(port), context.Time, cancellation), parsed.GetValue(json), datagrams: true);
            return (int)ExitCode.Success;
        });
        return command;
    }
}
