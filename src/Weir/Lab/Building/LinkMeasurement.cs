using Weir.Fabric;

namespace Weir.Lab.Building;

/// <summary>One direction of a link: what was asked for and what happened.</summary>
/// <param name="From">The node that sends.</param>
/// <param name="To">The node that receives.</param>
/// <param name="Sent">Frames that came in.</param>
/// <param name="Delivered">Frames that were handed on, copies included.</param>
/// <param name="Lost">Frames that the link lost because it was asked to.</param>
/// <param name="QueueDropped">Frames that found the queue full.</param>
/// <param name="Bytes">Bytes of the delivered frames.</param>
public sealed record LinkMeasurement(string From, string To, long Sent, long Delivered, long Lost, long QueueDropped, long Bytes)
{
    /// <summary>Bytes that wait for the rate at this moment; null where the back end does not tell.</summary>
    public long? Backlog { get; init; }

    /// <summary>Frames that were dropped because the engine's own limits were reached.</summary>
    public long EngineDropped { get; init; }

    /// <summary>Mean of the delays that were decided for the delivered frames, in seconds; null when none was delivered.</summary>
    public double? AskedDelay { get; init; }

    /// <summary>Mean of the delays that they got, in seconds; null when none was delivered.</summary>
    public double? MeanDelay { get; init; }

    /// <summary>How late the engine handed frames on, in seconds: the 99th percentile; null when none was delivered.</summary>
    public double? Lateness { get; init; }

    /// <summary>Mean rate as it was scheduled, in bits a second, over frames that followed each other without a pause; null when none did.</summary>
    public double? AskedRate { get; init; }

    /// <summary>The same rate from the times of delivery; null when no frames followed each other.</summary>
    public double? MeasuredRate { get; init; }

    /// <summary>What the engine read of a direction.</summary>
    internal static LinkMeasurement Of(LinkReading reading, string from, string to)
    {
        LinkCounters count = reading.Counters;
        bool any = count.Delivered > 0;
        return new LinkMeasurement(from, to, count.Entered, count.Delivered, count.Lost, count.QueueDrops, count.DeliveredBytes)
        {
            EngineDropped = count.Overflow,
            AskedDelay = any ? reading.DelayAsked.TotalSeconds : null,
            MeanDelay = any ? reading.DelayMeasured.TotalSeconds : null,
            Lateness = any ? reading.LatenessP99.TotalSeconds : null,
            AskedRate = reading.RateAsked?.BitsPerSecond,
            MeasuredRate = reading.RateMeasured?.BitsPerSecond,
        };
    }
}
