using System.CommandLine;
using System.Net;
using Weir.Cli.Captures;
using Weir.Cli.Traffic;
using Weir.Traffic;

namespace Weir.Cli.Commands;

/// <summary><c>weir udp-send TO</c>: sends numbered datagrams.</summary>
internal static class UdpSendCommand
{
    private const int UsualSize = 1000;
    private const long UsualRate = 1_000_000;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var to = new Argument<string>("to") { Description = "The peer: an address or a name" };
        var port = new Option<int>("--port", "-p") { Description = "Its UDP port", Required = true };
        Option<string?> rate = new("--rate") { Description = "Bits of data a second; 1 Mbit/s when neither this nor --interval is given", HelpName = "RATE" };
        Option<string?> size = UnitOptions.Size("Bytes of each datagram, 16 at least; 1000 when not given");
        Option<string?> time = UnitOptions.Time("How long it sends; until it is ended when neither this nor --count is given");
        var count = new Option<long?>("--count", "-c") { Description = "How many are sent" };
        Option<string?> interval = UnitOptions.Interval("Time between two, instead of a rate");
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("udp-send", "Sends numbered UDP datagrams at a steady rate, and prints at the end how many. 'weir udp-sink' is the other end and says which are missing.")
        {
            Examples = [("weir udp-send --port 5001 --count 1000 --interval '1 ms' h2", "a thousand, one a millisecond")],
        };
        command.Add(to);
        command.Add(port);
        command.Add(rate);
        command.Add(size);
        command.Add(time);
        command.Add(count);
        command.Add(interval);
        command.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            var peer = new IPEndPoint(await PeerName.ResolveAsync(parsed.GetRequiredValue(to), cancellation), parsed.GetValue(port));
            TransferResult result = await UdpTransfer.SendAsync(peer, UnitOptions.Rate(parsed.GetValue(rate)) ?? new DataRate(UsualRate), UnitOptions.Duration(parsed.GetValue(interval)), (int)(UnitOptions.Bytes(parsed.GetValue(size)) ?? UsualSize),
                parsed.GetValue(count), UnitOptions.Duration(parsed.GetValue(time)), (uint)Environment.ProcessId, context.Time, cancellation);
            TransferText.Write(context, result, parsed.GetValue(json), datagrams: true);
            return (int)ExitCode.Success;
        });
        return command;
    }
}
