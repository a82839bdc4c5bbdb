namespace Weir.Fabric;

/// <summary>When sending ends, at a constant rate or along a trace. Times are in nanoseconds.</summary>
internal sealed class RateSchedule
{
    private const long Second = 1_000_000_000;
    private readonly long _rate;
    private readonly long[] _starts = [];
    private readonly long[] _rates = [];
    private readonly long _period;
    private readonly double _bitsOfPeriod;
    private readonly long _origin;
    private long _rest;

    /// <summary>Makes the schedule of <paramref name="impairments"/>, which have a rate or a trace; a trace begins at <paramref name="origin"/>.</summary>
    public RateSchedule(Impairments impairments, long origin)
    {
        _origin = origin;
        _rate = impairments.Rate?.BitsPerSecond ?? 0;
        if (impairments.Trace is not { } trace) { return; }
        _starts = [.. trace.Steps.Select(s => s.At.Ticks * 100)];
        _rates = [.. trace.Steps.Select(s => s.Rate.BitsPerSecond)];
        _period = trace.Period is { } period ? period.Ticks * 100 : 0;
        for (int i = 0; i < _starts.Length && _period > 0; i++) { _bitsOfPeriod += (double)_rates[i] * (EndOf(i) - _starts[i]) / Second; }
    }

    /// <summary>When <paramref name="bits"/> have been sent, begun at <paramref name="start"/>; <see cref="long.MaxValue"/> for never.</summary>
    public long Finish(long start, long bits)
    {
        if (_starts.Length > 0) { return Walk(start, bits, long.MaxValue).Time; }
        // What the division leaves is kept, or a fast line would lose up to a nanosecond on each packet.
        (long time, long rest) = Math.DivRem((bits * Second) + _rest, _rate);
        _rest = rest;
        return start + time;
    }

    /// <summary>Bits sent between two times.</summary>
    public long Sent(long start, long end) => _starts.Length > 0 ? (long)Walk(start, double.MaxValue, end).Bits : (long)((Int128)(end - start) * _rate / Second);

    // Goes along the steps until the bits are sent or the time is over.
    private (long Time, double Bits) Walk(long start, double bits, long end)
    {
        long offset = Math.Max(0, start - _origin);
        long until = end == long.MaxValue ? end : end - _origin;
        long round = _period > 0 ? offset / _period * _period : 0;
        double sent = 0;
        int step = StepAt(offset - round);
        while (true)
        {
            long stepEnd = EndOf(step) == long.MaxValue ? long.MaxValue : round + EndOf(step);
            long stop = Math.Min(stepEnd, until);
            if (_rates[step] > 0)
            {
                double needed = (bits - sent) / _rates[step] * Second;
                if (needed <= stop - offset) { return (_origin + offset + (long)Math.Ceiling(needed), bits); }
            }

            if (stop == long.MaxValue) { return (long.MaxValue, sent); }
            sent += (double)_rates[step] * (stop - offset) / Second;
            offset = stop;
            if (stop == until) { return (end, sent); }
            if (++step < _starts.Length) { continue; }
            step = 0;
            round += _period;
            // Whole rounds at once: a slow trace with a short period needs very many for one packet.
            long rounds = Math.Min((long)Math.Min((bits - sent) / _bitsOfPeriod, int.MaxValue) - 1, until == long.MaxValue ? int.MaxValue : ((until - round) / _period) - 1);
            if (rounds <= 0) { continue; }
            sent += rounds * _bitsOfPeriod;
            round += rounds * _period;
            offset = round;
        }
    }

    private int StepAt(long offset)
    {
        int found = Array.BinarySearch(_starts, offset);
        return found >= 0 ? found : ~found - 1;
    }

    private long EndOf(int step) => step + 1 < _starts.Length ? _starts[step + 1] : _period > 0 ? _period : long.MaxValue;
}
