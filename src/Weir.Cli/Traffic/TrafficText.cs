using System.Globalization;
using System.Text.Json;
using Weir.Traffic;

namespace Weir.Cli.Traffic;

/// <summary>How amounts of traffic are printed.</summary>
internal static class TrafficText
{
    /// <summary><c>1250000 bytes in 1.000 s: 10.000 Mbit/s</c>.</summary>
    public static string Of(TrafficCount count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count.Bytes} bytes in {count.Elapsed.TotalSeconds:F3} s: {count.BitRate / 1e6:F3} Mbit/s");

    /// <summary>Nanoseconds as milliseconds with three places.</summary>
    public static string Milliseconds(double nanoseconds) => (nanoseconds / 1e6).ToString("F3", CultureInfo.InvariantCulture);

    /// <summary>What arrived of a flow of datagrams.</summary>
    public static string Of(DatagramFlow flow)
    {
        var count = new TrafficCount(flow.Received, flow.Bytes, TimeSpan.FromTicks(Math.Max(flow.End - flow.Begin, 0) / 100));
        long expected = flow.Received + flow.Lost;
        return string.Create(CultureInfo.InvariantCulture,
            $"{flow.Received} of {expected} datagrams, {Of(count)}; lost {flow.Lost} ({(expected == 0 ? 0 : 100.0 * flow.Lost / expected):F3} %), reordered {flow.Reordered}, doubled {flow.Duplicates}, jitter {flow.Jitter / 1e6:F3} ms");
    }

    /// <summary>An amount as an object.</summary>
    public static void Write(Utf8JsonWriter json, string name, TrafficCount count)
    {
        json.WriteStartObject(name);
        if (count.Packets > 0) { json.WriteNumber("packets", count.Packets); }
        json.WriteNumber("bytes", count.Bytes);
        json.WriteNumber("seconds", count.Elapsed.TotalSeconds);
        json.WriteNumber("bitsPerSecond", Math.Round(count.BitRate));
        json.WriteEndObject();
    }
}
