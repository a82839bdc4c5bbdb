using System.CommandLine;
using Weir.Cli.Output;
using Weir.Cli.Traffic;
using Weir.Traffic;

namespace Weir.Cli.Commands;

/// <summary><c>weir tcp-send TO --port PORT</c>: data over a TCP connection.</summary>
internal static class TcpSendCommand
{
    private const int MostData = 16 * 1024 * 1024;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> to = TrafficOptions.To();
        Option<int> port = TrafficOptions.Port();
        Option<string?> rate = TrafficOptions.Rate();
        var size = new Option<string?>("--size") { Description = "Bytes in each call (128 KiB when not said)", HelpName = "SIZE" };
        Option<string?> time = TrafficOptions.Time("sends");
        var amount = new Option<string?>("--amount", "--bytes") { Description = "Data to send in all, such as 10 MiB", HelpName = "SIZE" };
        Option<bool> json = TrafficOptions.Json();
        var command = new VerbCommand("tcp-send", "Sends data over one TCP connection, at a rate or as fast as it goes, and tells each second how much. At the end 'weir tcp-sink' says how much arrived in which time; both figures are printed.")
        {
            Examples = [("weir tcp-send h2 --port 5001 --time '10 s'", "as much as goes in ten seconds"), ("weir tcp-send h2 --port 5001 --rate '5 Mbit/s' --amount '1 MiB'", "a mebibyte at 5 Mbit/s")],
        };
        command.Add(to);
        foreach (Option option in (Option[])[port, rate, size, time, amount, json]) { command.Add(option); }
        command.SetAction(parsed =>
        {
            var options = new TcpSourceOptions(TrafficOptions.EndPoint(parsed.GetRequiredValue(to), parsed.GetValue(port)))
            {
                BitRate = parsed.GetValue(rate) is { } text ? DataRate.Parse(text).BitsPerSecond : 0,
                Size = TrafficOptions.Size(parsed.GetValue(size), 128 * 1024, 1, MostData),
                Amount = parsed.GetValue(amount) is { } bytes ? TrafficOptions.Amount(bytes) : 0,
                Time = TrafficOptions.Duration(parsed.GetValue(time)),
            };
            return Run(context, options, parsed.GetValue(json));
        });
        return command;
    }

    private static int Run(CommandContext context, TcpSourceOptions options, bool json)
    {
        var source = new TcpSource(options, second => TrafficOptions.Say(context, json, $"sent {TrafficText.Of(second)}"));
        TrafficCount sent = source.Run(context.Cancellation);
        if (json)
        {
            JsonOutput.Write(context, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("to", options.To.ToString());
                TrafficText.Write(writer, "sent", sent);
                if (source.Arrived is { } arrived) { TrafficText.Write(writer, "arrived", arrived); }
                if (source.Retransmitted is { } again) { writer.WriteNumber("retransmitted", again); }
                if (source.RoundTrip is { } trip) { writer.WriteNumber("roundTripMicroseconds", Math.Round(trip.TotalMicroseconds)); }
                if (source.Broken is { } why) { writer.WriteString("broken", why); }
                writer.WriteEndObject();
            });
        }
        else
        {
            context.Out.WriteLine($"sent {TrafficText.Of(sent)}{(source.Retransmitted is { } again ? $"; {again} segments sent again" : "")}");
            context.Out.WriteLine(source.Arrived is { } arrived ? $"arrived {TrafficText.Of(arrived)}" : "arrived: the other side did not say");
        }

        if (source.Broken is { } broken)
        {
            context.Flush();
            context.Error.WriteLine($"weir: {options.To}: the connection ended: {broken}");
            return context.End(ExitCode.Failed);
        }

        return options.Amount == 0 && options.Time is null ? (int)ExitCode.Success : context.End(ExitCode.Success);
    }
}
