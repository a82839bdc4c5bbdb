using System.CommandLine;
using System.Net;
using Weir.Cli.Output;
using Weir.Cli.Traffic;
using Weir.Traffic;

namespace Weir.Cli.Commands;

/// <summary><c>weir udp-sink --port PORT</c>: counts what is missing of the datagrams of <c>weir udp-send</c>.</summary>
internal static class UdpSinkCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Option<int> port = TrafficOptions.Port();
        Option<string?> address = TrafficOptions.Address();
        var count = new Option<long>("--count", "-c") { Description = "End when so many senders are done; until stopped when not said", HelpName = "N" };
        Option<string?> time = TrafficOptions.Time("receives");
        Option<bool> json = TrafficOptions.Json();
        var command = new VerbCommand("udp-sink", "Receives the datagrams of 'weir udp-send' and counts for each sender what is lost, doubled and out of order, and the jitter (RFC 3550).")
        {
            Examples = [("weir udp-sink --port 5001 --count 1", "until one sender is done")],
        };
        foreach (Option option in (Option[])[port, address, count, time, json]) { command.Add(option); }
        command.SetAction(parsed =>
            Run(context, TrafficOptions.CheckedPort(parsed.GetValue(port)), parsed.GetValue(address), TrafficOptions.Count(parsed.GetValue(count)), TrafficOptions.Duration(parsed.GetValue(time)), parsed.GetValue(json)));
        return command;
    }

    private static int Run(CommandContext context, int port, string? address, long count, TimeSpan? time, bool json)
    {
        using var sink = new UdpSink(address, port, second => TrafficOptions.Say(context, json, $"received {TrafficText.Of(second)}"), (from, flow) => TrafficOptions.Say(context, json, $"{from}: {TrafficText.Of(flow)}"));
        TrafficOptions.Say(context, json, $"receiving on port {sink.Port}");
        sink.Run(count, time, context.Cancellation);
        if (json) { JsonOutput.Write(context, writer => WriteJson(writer, sink)); }
        else
        {
            foreach ((EndPoint from, DatagramFlow flow) in sink.Flows) { if (flow.Sent is null) { context.Out.WriteLine($"{from}: {TrafficText.Of(flow)}; not ended"); } }
            context.Out.WriteLine($"{sink.Flows.Count} senders, {sink.Foreign} datagrams of others");
        }

        return count == 0 && time is null ? (int)ExitCode.Success : context.End(ExitCode.Success);
    }

    private static void WriteJson(System.Text.Json.Utf8JsonWriter json, UdpSink sink)
    {
        json.WriteStartObject();
        json.WriteNumber("port", sink.Port);
        json.WriteNumber("foreign", sink.Foreign);
        json.WriteStartArray("flows");
        foreach ((EndPoint from, DatagramFlow flow) in sink.Flows)
        {
            json.WriteStartObject();
            json.WriteString("from", from.ToString());
            if (flow.Sent is { } sent) { json.WriteNumber("sent", sent); }
            TrafficText.Write(json, "received", new TrafficCount(flow.Received, flow.Bytes, TimeSpan.FromTicks(Math.Max(flow.End - flow.Begin, 0) / 100)));
            json.WriteNumber("lost", flow.Lost);
            json.WriteNumber("reordered", flow.Reordered);
            json.WriteNumber("duplicates", flow.Duplicates);
            json.WriteNumber("jitterMicroseconds", Math.Round(flow.Jitter / 1e3, 1));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
