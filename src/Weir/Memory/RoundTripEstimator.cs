namespace Weir.Memory;

/// <summary>How long to wait for an acknowledgement (RFC 6298), with Linux's least of 200 ms.</summary>
internal sealed class RoundTripEstimator
{
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(60);

    private double _smoothed;
    private double _variation;
    private TimeSpan _base = TimeSpan.FromSeconds(1);
    private int _doublings;

    /// <summary>The smoothed round trip; null before the first one.</summary>
    public TimeSpan? RoundTrip => _smoothed > 0 ? TimeSpan.FromSeconds(_smoothed) : null;

    /// <summary>The time-out now.</summary>
    public TimeSpan Timeout => _doublings >= 10 || _base * (1 << _doublings) > s_most ? s_most : _base * (1 << _doublings);

    /// <summary>Takes a measured round trip, of a segment that was sent once only (RFC 6298 3).</summary>
    public void Measure(TimeSpan roundTrip)
    {
        double seconds = Math.Max(roundTrip.TotalSeconds, 1e-9);
        if (_smoothed == 0) { (_smoothed, _variation) = (seconds, seconds / 2); }
        else
        {
            _variation = (0.75 * _variation) + (0.25 * Math.Abs(_smoothed - seconds));
            _smoothed = (0.875 * _smoothed) + (0.125 * seconds);
        }

        TimeSpan wait = TimeSpan.FromSeconds(_smoothed + (4 * _variation));
        _base = wait < s_least ? s_least : wait > s_most ? s_most : wait;
        _doublings = 0;
    }

    /// <summary>Doubles the time-out: it has passed without an answer (RFC 6298 5.5).</summary>
    public void BackOff() => _doublings++;

    /// <summary>An answer has come: the time-out is again what was measured.</summary>
    public void Recover() => _doublings = 0;
}
