namespace Weir.Fabric;

/// <summary>The running figures of one direction. One thread counts; others may read.</summary>
internal sealed class LinkTally
{
    private long _delaySum;
    private long _lastSent;
    private long _lastOrder;
    private double _bits;
    private long _scheduledTime;
    private long _measuredTime;

    public long Entered { get; set; }

    public long EnteredBytes { get; set; }

    public long Delivered { get; set; }

    public long DeliveredBytes { get; set; }

    public long Lost { get; set; }

    public long QueueDrops { get; set; }

    public long Cut { get; set; }

    public long Overflow { get; set; }

    public long Refused { get; set; }

    public long Duplicated { get; set; }

    public long Corrupted { get; set; }

    public long Reordered { get; set; }

    public long UnderWay { get; set; }

    /// <summary>Rate of packets that followed each other without a pause, as scheduled.</summary>
    public DataRate? RateAsked => _scheduledTime == 0 ? null : new DataRate((long)(_bits * 1e9 / _scheduledTime));

    /// <summary>The same as delivered.</summary>
    public DataRate? RateMeasured => _measuredTime == 0 ? null : new DataRate((long)(_bits * 1e9 / _measuredTime));

    /// <summary>Mean of the delays that were decided.</summary>
    public TimeSpan MeanDelay(long frames) => frames == 0 ? TimeSpan.Zero : new TimeSpan(_delaySum / frames / 100);

    /// <summary>Adds what a delivered frame tells of delay and rate.</summary>
    public void Measure(FrameBuffer frame, long now)
    {
        _delaySum += frame.Delay;
        // Without its own delay, so that jitter says nothing about the rate; and only after the frame that was sent just before it, for those that overtake each other are not a line.
        long sent = now - frame.Delay;
        if (frame.SendTime > 0 && frame.Order == _lastOrder + 1)
        {
            _bits += frame.WireBytes * 8L;
            _scheduledTime += frame.SendTime;
            _measuredTime += sent - _lastSent;
        }

        (_lastSent, _lastOrder) = (sent, frame.Order);
    }

    /// <summary>The counters now.</summary>
    public LinkCounters Counters() => new(Entered, EnteredBytes, Delivered, DeliveredBytes, Lost, QueueDrops, Cut, Overflow, Refused, Duplicated, Corrupted, Reordered, UnderWay);
}
