using System.CommandLine;
using System.Globalization;
using Weir.Cli.Output;
using Weir.Cli.Traffic;
using Weir.Traffic;

namespace Weir.Cli.Commands;

/// <summary><c>weir udp-send TO --port PORT</c>: numbered datagrams by a schedule.</summary>
internal static class UdpSendCommand
{
    private const int MostData = 65_507;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> to = TrafficOptions.To();
        Option<int> port = TrafficOptions.Port();
        Option<string?> rate = TrafficOptions.Rate();
        var interval = new Option<string?>("--interval") { Description = "Time between two datagrams, such as 10 ms, instead of a rate", HelpName = "TIME" };
        var size = new Option<string?>("--size") { Description = "Bytes of UDP data in each (1200 when not said), at least 24", HelpName = "SIZE" };
        var count = new Option<long>("--count", "-c") { Description = "Datagrams to send", HelpName = "N" };
        Option<string?> time = TrafficOptions.Time("sends");
        Option<bool> json = TrafficOptions.Json();
        var command = new VerbCommand("udp-send", "Sends numbered UDP datagrams at a rate, and asks the sink at the end what has arrived. Without a sink that answers, only what was sent is known.")
        {
            Examples = [("weir udp-send h2 --port 5001 --rate '10 Mbit/s' --time '10 s'", "10 Mbit/s for ten seconds")],
        };
        command.Add(to);
        foreach (Option option in (Option[])[port, rate, interval, size, count, time, json]) { command.Add(option); }
        command.SetAction(parsed =>
        {
            var options = new UdpSourceOptions(TrafficOptions.EndPoint(parsed.GetRequiredValue(to), parsed.GetValue(port)))
            {
                BitRate = parsed.GetValue(rate) is { } text ? DataRate.Parse(text).BitsPerSecond : 0,
                Interval = TrafficOptions.Duration(parsed.GetValue(interval)),
                Size = TrafficOptions.Size(parsed.GetValue(size), 1200, DatagramHeader.Size, MostData),
                Count = TrafficOptions.Count(parsed.GetValue(count)),
                Time = TrafficOptions.Duration(parsed.GetValue(time)),
            };
            if (options.Interval is not null && parsed.GetValue(rate) is not null) { throw new WeirException("--interval and --rate exclude each other"); }
            return Run(context, options, parsed.GetValue(json));
        });
        return command;
    }

    private static int Run(CommandContext context, UdpSourceOptions options, bool json)
    {
        var source = new UdpSource(options, second => TrafficOptions.Say(context, json, $"sent {TrafficText.Of(second)}"));
        TrafficCount sent = source.Run(context.Cancellation);
        if (json)
        {
            JsonOutput.Write(context, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("to", options.To.ToString());
                TrafficText.Write(writer, "sent", sent);
                writer.WriteNumber("failed", source.Failed);
                if (source.Arrived is { } arrived)
                {
                    writer.WriteStartObject("arrived");
                    writer.WriteNumber("packets", arrived.Packets);
                    writer.WriteNumber("bytes", arrived.Bytes);
                    writer.WriteEndObject();
                }

                TrafficJson.Write(writer, "latenessMicroseconds", source.Lateness);
                writer.WriteEndObject();
            });
        }
        else
        {
            context.Out.WriteLine($"sent {sent.Packets} datagrams, {TrafficText.Of(sent)}{(source.Failed > 0 ? $"; {source.Failed} failed: {source.FirstFailure}" : "")}");
            context.Out.WriteLine(source.Arrived is { } arrived
                ? string.Create(CultureInfo.InvariantCulture, $"arrived {arrived.Packets} datagrams, {arrived.Bytes} bytes: {sent.Packets - arrived.Packets} less than sent")
                : "arrived: the other side did not say");
        }

        ExitCode code = sent.Packets > 0 || options.Count == 0 ? ExitCode.Success : ExitCode.Failed;
        return options.Count == 0 && options.Time is null ? (int)code : context.End(code);
    }
}
