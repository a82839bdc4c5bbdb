namespace Weir.Fabric;

/// <summary>
/// A clock that stands until it is set forward: an hour of a network passes in the time its packets take to compute, and twice the same way. Its timers fire when whoever sets it forward asks for them, those due at once
/// in the order in which they were made. One thread sets it, and makes its timers.
/// </summary>
internal sealed class VirtualClock : TimeProvider
{
    private readonly PriorityQueue<(VirtualTimer Timer, int Version), (long Due, long Order)> _timers = new();
    private long _nanoseconds;
    private long _order;

    /// <inheritdoc/>
    public override long TimestampFrequency => 1_000_000_000;

    /// <summary>The thread that may make timers; null while any may.</summary>
    public Thread? Owner { get; set; }

    /// <summary>When the next timer is due, in nanoseconds of this clock; <see cref="long.MaxValue"/> when there is none.</summary>
    public long NextTimer
    {
        get
        {
            while (_timers.TryPeek(out (VirtualTimer Timer, int Version) first, out (long Due, long Order) place))
            {
                if (first.Version == first.Timer.Version) { return place.Due; }
                _timers.Dequeue();
            }

            return long.MaxValue;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => Volatile.Read(ref _nanoseconds);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp() / 100);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Sets the clock to a time in nanoseconds; it never goes back. Nothing fires by that alone.</summary>
    public void SetTo(long nanoseconds) => Volatile.Write(ref _nanoseconds, Math.Max(_nanoseconds, nanoseconds));

    /// <summary>Fires the first of the timers that are due. False when none is.</summary>
    public bool FireNext()
    {
        if (NextTimer > _nanoseconds) { return false; }
        _timers.Dequeue().Timer.Fire();
        return true;
    }

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

    /// <summary>Puts a timer where it falls due after <paramref name="time"/>.</summary>
    internal void Schedule(VirtualTimer timer, TimeSpan time)
    {
        // Whoever waits on another thread would wake there, and what happens then would be another thing each time.
        if (Owner is not null && Owner != Thread.CurrentThread) { throw new InvalidOperationException("a timer of the virtual clock was set outside the thread that this clock belongs to"); }
        _timers.Enqueue((timer, timer.Version), (_nanoseconds + (time.Ticks * 100), _order++));
    }
}
