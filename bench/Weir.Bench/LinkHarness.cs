using System.Globalization;
using Weir.Fabric;
using Weir.Platform;

namespace Weir.Bench;

/// <summary>
/// One link of the engine between two tap devices, for <c>compare/link.sh</c>: <c>link TAP1 TAP2 [KEY=VALUE ...]</c>. The values hold from the first to the second; lines on standard input change them, <c>read</c> prints the
/// figures, and the end of the input ends it.
/// </summary>
internal static class LinkHarness
{
    public static async Task RunAsync(string[] arguments)
    {
        TimeSpan spin = TimeSpan.FromMicroseconds(20);
        string[] values = [.. arguments.Skip(2)];
        if (values is [{ } first, ..] && first.StartsWith("spin=", StringComparison.Ordinal))
        {
            spin = UnitText.ParseDuration(first[5..]);
            values = values[1..];
        }

        await using var engine = new LinkEngine(new LinkEngineOptions { Seed = 42, Spin = spin }, MachineClock.Instance);
        EngineLink link = engine.Add("bench", TapEnd.Open(arguments[0]), TapEnd.Open(arguments[1]), Parse(Impairments.None, values), Impairments.None);
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            if (line == "read")
            {
                Print("forward", engine.Read(link, LinkSide.First));
                Print("backward", engine.Read(link, LinkSide.Second));
                Console.WriteLine($"turns mean {engine.Turns.Mean.TotalMicroseconds:0.0} us, p99 {engine.Turns.P99.TotalMicroseconds:0.0} us, max {engine.Turns.Maximum.TotalMicroseconds:0.0} us");
                Console.WriteLine("end");
                continue;
            }

            engine.Change(link, LinkSide.First, _ => Parse(Impairments.None, line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
            Console.WriteLine("end");
        }
    }

    private static void Print(string name, LinkReading reading)
    {
        LinkCounters c = reading.Counters;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name} entered {c.Entered} delivered {c.Delivered} lost {c.Lost} queue-drops {c.QueueDrops} overflow {c.Overflow} refused {c.Refused} reordered {c.Reordered} delay {reading.DelayAsked.TotalMilliseconds:0.0000} {reading.DelayMeasured.TotalMilliseconds:0.0000} ms rate {reading.RateAsked} {reading.RateMeasured} late mean {reading.LatenessMean.TotalMicroseconds:0.0} p50 {reading.LatenessMedian.TotalMicroseconds:0.0} p99 {reading.LatenessP99.TotalMicroseconds:0.0} max {reading.LatenessMaximum.TotalMicroseconds:0.0} us"));
    }

    private static Impairments Parse(Impairments impairments, string[] values)
    {
        foreach (string value in values)
        {
            string text = value[(value.IndexOf('=', StringComparison.Ordinal) + 1)..];
            impairments = value.Split('=')[0] switch
            {
                "rate" => impairments with { Rate = DataRate.Parse(text) },
                "delay" => impairments with { Delay = UnitText.ParseDuration(text) },
                "jitter" => impairments with { Jitter = UnitText.ParseDuration(text) },
                "loss" => impairments with { Loss = UnitText.ParseShare(text) },
                "queue" => QueueLimit.TryParse(text.Replace('_', ' '), out QueueLimit queue, out _) ? impairments with { Queue = queue } : throw new WeirException(text),
                "none" => impairments,
                _ => throw new WeirException($"unknown: {value}"),
            };
        }

        return impairments;
    }
}
