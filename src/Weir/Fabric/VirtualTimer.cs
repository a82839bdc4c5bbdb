namespace Weir.Fabric;

/// <summary>A timer of a <see cref="VirtualClock"/>. Its callback runs on the thread that sets the clock.</summary>
internal sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
{
    private TimeSpan _period;
    private bool _disposed;

    /// <summary>Changes with each new due time, so that the clock knows earlier ones as void.</summary>
    public int Version { get; private set; }

    /// <inheritdoc/>
    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_disposed) { return false; }
        Version++;
        _period = period;
        if (dueTime != Timeout.InfiniteTimeSpan) { clock.Schedule(this, dueTime); }
        return true;
    }

    /// <summary>Calls the callback, and waits for the next period when there is one.</summary>
    public void Fire()
    {
        if (_disposed) { return; }
        Version++;
        // A period of zero would keep the clock where it is for ever.
        if (_period > TimeSpan.Zero) { clock.Schedule(this, _period); }
        callback(state);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        Version++;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
