namespace Weir.Fabric;

/// <summary>A clock that stands until it is set forward: an hour of a network passes in the time its packets take to compute, and twice the same way. One thread sets it.</summary>
internal sealed class VirtualClock : TimeProvider
{
    private long _nanoseconds;

    /// <inheritdoc/>
    public override long TimestampFrequency => 1_000_000_000;

    /// <inheritdoc/>
    public override long GetTimestamp() => Volatile.Read(ref _nanoseconds);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp() / 100);

    /// <summary>Sets the clock forward by <paramref name="time"/> and lets <paramref name="pump"/> do on the way what falls due, each at its time.</summary>
    public void Advance(TimeSpan time, LinkPump pump) => Advance(time.Ticks * 100, pump);

    /// <summary>Sets the clock forward as <see cref="Advance(TimeSpan, LinkPump)"/> does, by nanoseconds: finer than a <see cref="TimeSpan"/> can say.</summary>
    public void Advance(long nanoseconds, LinkPump pump)
    {
        long end = _nanoseconds + nanoseconds;
        // The pump counts from its own begin.
        long begin = _nanoseconds - pump.Now;
        pump.Turn();
        while (pump.NextDue != long.MaxValue && begin + pump.NextDue <= end)
        {
            Volatile.Write(ref _nanoseconds, begin + pump.NextDue);
            pump.Turn();
        }

        Volatile.Write(ref _nanoseconds, end);
    }
}
