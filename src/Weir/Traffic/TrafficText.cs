using System.Globalization;
using System.Text.Json;

namespace Weir.Traffic;

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

    /// <summary>What happened to an echo request.</summary>
    public static string Of(PingEvent one) => one.Kind switch
    {
        PingEventKind.Answered => $"{one.Bytes} bytes from {one.From}: seq {one.Sequence}{(one.HopLimit > 0 ? $" ttl {one.HopLimit}" : "")} time {Milliseconds(one.RoundTrip)} ms",
        PingEventKind.Duplicate => $"{one.Bytes} bytes from {one.From}: seq {one.Sequence} time {Milliseconds(one.RoundTrip)} ms, doubled",
        PingEventKind.Late => $"{one.Bytes} bytes from {one.From}: seq {one.Sequence} time {Milliseconds(one.RoundTrip)} ms, too late",
        PingEventKind.Unreachable => $"seq {one.Sequence}: {one.From} says that it cannot be delivered",
        PingEventKind.NotSent => $"seq {one.Sequence}: could not be sent",
        _ => $"seq {one.Sequence}: no answer",
    };

    /// <summary>What a ping measured in all: one line, and a second one when anything was answered.</summary>
    public static IEnumerable<string> Summary(PingResult result)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"{result.Sent} sent, {result.Received} received, {result.Lost} lost ({result.LossPercent:0.###} %), {result.Duplicates} doubled, {result.Late} late, {result.Unreachable} unreachable");
        DurationHistogram trips = result.RoundTrip;
        if (trips.Count == 0) { yield break; }
        yield return $"round trip min {Milliseconds(trips.Min)}, avg {Milliseconds(trips.Mean)}, median {Milliseconds(trips.Percentile(0.5))}, p99 {Milliseconds(trips.Percentile(0.99))}, max {Milliseconds(trips.Max)} ms";
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
