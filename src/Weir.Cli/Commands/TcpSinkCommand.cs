using System.CommandLine;
using Weir.Cli.Output;
using Weir.Cli.Traffic;
using Weir.Traffic;

namespace Weir.Cli.Commands;

/// <summary><c>weir tcp-sink --port PORT</c>: takes what TCP connections send.</summary>
internal static class TcpSinkCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Option<int> port = TrafficOptions.Port();
        Option<string?> address = TrafficOptions.Address();
        var count = new Option<long>("--count", "-c") { Description = "End after so many connections; until stopped when not said", HelpName = "N" };
        Option<bool> json = TrafficOptions.Json();
        var command = new VerbCommand("tcp-sink", "Takes what TCP connections send, many at once, tells each second how much, and tells each sender at its end how much arrived.")
        {
            Examples = [("weir tcp-sink --port 5001 --count 1", "one connection")],
        };
        foreach (Option option in (Option[])[port, address, count, json]) { command.Add(option); }
        command.SetAction((parsed, _) => RunAsync(context, TrafficOptions.CheckedPort(parsed.GetValue(port)), parsed.GetValue(address), TrafficOptions.Count(parsed.GetValue(count)), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, int port, string? address, long count, bool json)
    {
        var ended = new List<(string From, TrafficCount Count)>();
        var output = new Lock();
        using var sink = new TcpSink(address, port, (from, one) =>
        {
            lock (output)
            {
                if (json && ended.Count < MostKept) { ended.Add((from.ToString()!, one)); }
                TrafficOptions.Say(context, json, $"{from}: {TrafficText.Of(one)}");
            }
        });
        TrafficOptions.Say(context, json, $"listening on port {sink.Port}");
        long toldBytes = 0, told = context.Time.GetTimestamp();
        await using (context.Time.CreateTimer(_ =>
        {
            lock (output)
            {
                long bytes = sink.Bytes, now = context.Time.GetTimestamp();
                if (bytes > toldBytes) { TrafficOptions.Say(context, json, $"received {TrafficText.Of(new TrafficCount(0, bytes - toldBytes, context.Time.GetElapsedTime(told, now)))}"); }
                (toldBytes, told) = (bytes, now);
            }
        }, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)))
        {
            await sink.RunAsync(count, context.Cancellation);
        }

        if (json)
        {
            JsonOutput.Write(context, writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("port", port);
                writer.WriteNumber("connections", sink.Connections);
                writer.WriteNumber("bytes", sink.Bytes);
                writer.WriteStartArray("ended");
                foreach ((string from, TrafficCount one) in ended)
                {
                    writer.WriteStartObject();
                    writer.WriteString("from", from);
                    TrafficText.Write(writer, "received", one);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            });
        }
        else { context.Out.WriteLine($"{sink.Connections} connections, {sink.Bytes} bytes"); }
        return count == 0 ? (int)ExitCode.Success : context.End(ExitCode.Success);
    }

    // Bounds the memory of a sink that runs for long; the sums go on.
    private const int MostKept = 10_000;
}
