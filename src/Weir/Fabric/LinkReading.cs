namespace Weir.Fabric;

/// <summary>What one direction was asked for and what it did, for the record and the verdict on the run.</summary>
/// <param name="Asked">The impairments in force.</param>
/// <param name="Counters">What became of the packets.</param>
/// <param name="Frames">Frames handed to the receiving end; a large segment is one, and counts in the counters as the packets it becomes.</param>
/// <param name="DelayAsked">Mean of the delays decided for the packets delivered.</param>
/// <param name="DelayMeasured">Mean of the delays they got: the asked ones and the engine's lateness.</param>
/// <param name="RateAsked">Mean rate of the packets that followed each other without a pause, as it was scheduled; null when none did.</param>
/// <param name="RateMeasured">The same from the times at which they were delivered in fact.</param>
/// <param name="LatenessMean">Mean time between the due time of a packet and its delivery.</param>
/// <param name="LatenessMedian">Its median.</param>
/// <param name="LatenessP99">What 99 % of packets do not exceed.</param>
/// <param name="LatenessMaximum">Its maximum.</param>
internal sealed record LinkReading(Impairments Asked, LinkCounters Counters, long Frames, TimeSpan DelayAsked, TimeSpan DelayMeasured, DataRate? RateAsked, DataRate? RateMeasured,
    TimeSpan LatenessMean, TimeSpan LatenessMedian, TimeSpan LatenessP99, TimeSpan LatenessMaximum);
