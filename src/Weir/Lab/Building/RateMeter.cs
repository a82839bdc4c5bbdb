using Weir.Wire.Netlink;

namespace Weir.Lab.Building;

/// <summary>
/// Measures the rate of a line from readings of its queue. Only time in which the line was busy beyond doubt counts: between two readings it was when more waited at the first than could pass until the second.
/// </summary>
internal sealed class RateMeter
{
    // Over less, single frames and the moments of reading would decide.
    private const double LeastBusySeconds = 0.5;
    private const int LeastFrames = 100;
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(200);

    private double _busy;
    private double _askedBits;
    private double _bits;
    private ulong _frames;
    private (TimeSpan At, QueueStatistics Counters)? _last;

    /// <summary>The mean of what was asked for and the rate that was measured; null while there was too little to measure.</summary>
    public (DataRate Asked, DataRate Measured)? Result =>
        _busy < LeastBusySeconds || _frames < LeastFrames ? null : (new DataRate((long)(_askedBits / _busy)), new DataRate((long)(_bits / _busy)));

    /// <summary>Takes a reading; says after which time the next one surely finds the line busy since this one, null when too little waits.</summary>
    public TimeSpan? Add(TimeSpan at, in QueueStatistics counters, DataRate rate)
    {
        if (_last is { } last && counters.Bytes >= last.Counters.Bytes)
        {
            double seconds = (at - last.At).TotalSeconds;
            if (last.Counters.Backlog * 8.0 >= rate.BitsPerSecond * seconds)
            {
                _busy += seconds;
                _askedBits += rate.BitsPerSecond * seconds;
                _bits += (counters.Bytes - last.Counters.Bytes) * 8.0;
                _frames += counters.Packets - last.Counters.Packets;
            }
        }

        _last = (at, counters);
        // A tenth is kept back for a late timer.
        TimeSpan until = TimeSpan.FromSeconds(Math.Min(counters.Backlog * 8.0 * 0.9 / rate.BitsPerSecond, s_longest.TotalSeconds));
        return until < s_shortest ? null : until;
    }

    /// <summary>Begins anew with the next reading; what was measured stays.</summary>
    public void Forget() => _last = null;
}
