using System.CommandLine;
using System.Globalization;
using System.Net;
using Weir.Cli.Captures;
using Weir.Cli.Traffic;
using Weir.Traffic;

namespace Weir.Cli.Commands;

/// <summary><c>weir tcp-send TO</c>: sends over a TCP connection and measures.</summary>
internal static class TcpSendCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var to = new Argument<string>("to") { Description = "The peer: an address or a name" };
        var port = new Option<int>("--port", "-p") { Description = "Its TCP port", Required = true };
        Option<string?> rate = UnitOptions.Rate();
        Option<string?> size = UnitOptions.Size("Bytes handed to the kernel at a time; 128 KiB when not given");
        Option<string?> time = UnitOptions.Time("How long it sends; until it is ended when neither this nor --amount is given");
        var amount = new Option<string?>("--amount") { Description = "Data sent in all", HelpName = "SIZE" };
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("tcp-send", "Sends over one TCP connection, at a rate or as fast as it goes, prints how much every second, and at the end the mean rate. 'weir tcp-sink' is the other end.")
        {
            Examples = [("weir tcp-send --port 5201 --time '5 s' h2", "as fast as it goes for five seconds"), ("weir tcp-send --port 5201 --rate '5 Mbit/s' --amount '1 MiB' h2", "a mebibyte at five megabits a second")],
        };
        command.Add(to);
        command.Add(port);
        command.Add(rate);
        command.Add(size);
        command.Add(time);
        command.Add(amount);
        command.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            var peer = new IPEndPoint(await PeerName.ResolveAsync(parsed.GetRequiredValue(to), cancellation), parsed.GetValue(port));
            double next = 1;
            TransferResult result = await TcpTransfer.SendAsync(peer, UnitOptions.Rate(parsed.GetValue(rate)), (int)(UnitOptions.Bytes(parsed.GetValue(size)) ?? 0), UnitOptions.Bytes(parsed.GetValue(amount)),
                UnitOptions.Duration(parsed.GetValue(time)), context.Time, Tell, cancellation);
            TransferText.Write(context, result, parsed.GetValue(json), datagrams: false);
            return (int)ExitCode.Success;

            void Tell(long bytes, double seconds)
            {
                if (seconds < next) { return; }
                next = Math.Floor(seconds) + 1;
                context.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s: {bytes} bytes, {bytes * 8 / seconds / 1e6:0.###} Mbit/s"));
            }
        });
        return command;
    }
}
