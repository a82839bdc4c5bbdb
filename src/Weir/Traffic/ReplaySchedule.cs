namespace Weir.Traffic;

/// <summary>
/// When each packet is due, in nanoseconds since the start. Every time is computed from the start, never from the packet before, so lateness does not add up: who is late catches up. Pure: it reads no clock.
/// </summary>
/// <param name="pace">What sets the times.</param>
/// <param name="rate">Of <see cref="ReplayPace.Recorded"/>: how many times faster; of the rates: packets or bits a second.</param>
internal sealed class ReplaySchedule(ReplayPace pace, double rate)
{
    private long _packets;
    private double _bits;
    private long _first;
    private long _passBegin;
    private long _passPackets;
    private long _last;

    /// <summary>True when packets have no due times.</summary>
    public bool IsTopSpeed => pace == ReplayPace.TopSpeed;

    /// <summary>The capture begins again: of recorded times, its first packet comes the capture's mean distance after the last one.</summary>
    public void BeginPass()
    {
        _passBegin = _passPackets > 1 ? _last + ((_last - _passBegin) / (_passPackets - 1)) : _last;
        _passPackets = 0;
    }

    /// <summary>When the next packet is due. Times of the capture that go back do not: such a packet is due with the one before it.</summary>
    /// <param name="time">When it was captured: nanoseconds since 1970.</param>
    /// <param name="length">Bytes that will be sent.</param>
    public long Next(long time, int length)
    {
        long due = pace switch
        {
            ReplayPace.Recorded => Recorded(time),
            ReplayPace.PacketRate => (long)(_packets * (1e9 / rate)),
            ReplayPace.BitRate => (long)(_bits * (1e9 / rate)),
            _ => 0,
        };
        _packets++;
        _passPackets++;
        _bits += length * 8.0;
        _last = Math.Max(_last, due);
        return _last;
    }

    private long Recorded(long time)
    {
        if (_passPackets == 0) { _first = time; }
        return _passBegin + (long)((time - _first) / rate);
    }
}
