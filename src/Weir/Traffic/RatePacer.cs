namespace Weir.Traffic;

/// <summary>Says how long to wait so that a mean rate is kept, by an absolute schedule: what came late is made up for, so the rate does not drift.</summary>
internal sealed class RatePacer
{
    private readonly TimeProvider _time;
    private readonly double _bytesPerSecond;
    private readonly long _begin;

    /// <summary>A pacer that begins now; null rate: no waiting.</summary>
    public RatePacer(DataRate? rate, TimeProvider time)
    {
        _time = time;
        _bytesPerSecond = (rate?.BitsPerSecond ?? 0) / 8.0;
        _begin = time.GetTimestamp();
    }

    /// <summary>Seconds since the begin.</summary>
    public double Elapsed => _time.GetElapsedTime(_begin).TotalSeconds;

    /// <summary>Waits until <paramref name="bytes"/> may have been sent in all.</summary>
    public async ValueTask WaitAsync(long bytes, CancellationToken cancellation)
    {
        if (_bytesPerSecond <= 0) { return; }
        double left = (bytes / _bytesPerSecond) - Elapsed;
        // A timer of this length is as late as it is long; what is missing is made up for by the next one.
        if (left > 0.0005) { await Task.Delay(TimeSpan.FromSeconds(left), _time, cancellation).ConfigureAwait(false); }
    }
}
