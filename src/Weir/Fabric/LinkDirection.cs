namespace Weir.Fabric;

/// <summary>
/// One direction of a link, as a state machine without a clock: every method takes the time in nanoseconds, which never goes back. A frame enters, may be lost, waits in the queue, is sent at the rate, is delayed, and
/// delivered when due. The decisions fall on entering: a change of the impairments leaves the delay of what has entered as it is, and sends what waits at the new rate.
/// </summary>
internal sealed class LinkDirection
{
    private readonly FramePool _pool;
    private readonly LinkLimits _limits;
    private readonly ImpairmentDecider _decider;
    private readonly Queue<FrameBuffer> _waiting = new();
    private readonly DeliveryQueue _underWay = new();
    private readonly LatenessHistogram _lateness = new();
    private readonly LinkTally _tally = new();
    private Impairments _impairments;
    private RateSchedule? _schedule;
    private FrameBuffer? _sending;
    private long _sendingSince;
    private long _sendingBits;
    private long _sent;
    private long _waitingPackets;
    private long _waitingBytes;
    private long _heldBytes;
    private long _leastDelay = long.MaxValue;
    private long _newestDelivered = -1;
    private long _sendingBegan;
    private bool _follows;
    private long _orders;

    /// <summary>Makes the direction.</summary>
    public LinkDirection(string name, ulong seed, Impairments impairments, LinkLimits limits, FramePool pool, long now)
    {
        Name = name;
        _pool = pool;
        _limits = limits;
        _decider = new ImpairmentDecider(seed, name);
        _impairments = impairments;
        _schedule = ScheduleOf(impairments, now);
    }

    /// <summary>The link's name and the direction; with the seed it decides the decisions.</summary>
    public string Name { get; }

    /// <summary>The impairments in force.</summary>
    public Impairments Impairments => _impairments;

    /// <summary>When something is to be done next; <see cref="long.MaxValue"/> when nothing is.</summary>
    public long NextDue => Math.Min(_underWay.NextDue, _sending is null || _sent == long.MaxValue ? long.MaxValue : _sent + _leastDelay);

    /// <summary>The counters now.</summary>
    public LinkCounters Counters => _tally.Counters();

    /// <summary>
    /// True when large segments may pass in one piece: nothing is decided for a single packet, and sending one takes at most <see cref="LinkLimits.LargestSendTime"/>, so that the packets in it are not late by more than that.
    /// </summary>
    public bool TakesLargeSegments => !_impairments.NeedsWirePackets && _impairments.Trace is null
        && (_impairments.Rate is not { } rate || rate.BitsPerSecond >= LinkLimits.LargestSegmentBits / _limits.LargestSendTime.TotalSeconds);

    /// <summary>Puts other impairments in force.</summary>
    public void Apply(Impairments impairments, long now)
    {
        Advance(now);
        bool otherRate = impairments.Rate != _impairments.Rate || !ReferenceEquals(impairments.Trace, _impairments.Trace);
        RateSchedule? before = _schedule;
        _impairments = impairments;
        if (!otherRate) { return; }
        _schedule = ScheduleOf(impairments, now);
        if (_sending is null) { return; }
        // What is left of the packet on the line goes on at the new rate.
        _sendingBits = Math.Max(0, _sendingBits - (before?.Sent(_sendingSince, now) ?? 0));
        _sendingSince = now;
        _sent = _schedule?.Finish(now, _sendingBits) ?? now;
        Advance(now);
    }

    /// <summary>Takes a frame, and its buffer with it.</summary>
    public void Enter(FrameBuffer frame, long now)
    {
        Advance(now);
        (frame.Packets, frame.WireBytes) = VnetHeader.OnWire(frame.Content);
        _tally.Entered += frame.Packets;
        _tally.EnteredBytes += frame.WireBytes;
        if (!_impairments.Up)
        {
            _tally.Cut += frame.Packets;
            _pool.Return(frame);
            return;
        }

        Decision decision = _decider.Next(_impairments);
        if (decision.Lost)
        {
            _tally.Lost += frame.Packets;
            _pool.Return(frame);
            return;
        }

        frame.Number = decision.Number;
        frame.Delay = decision.Skips ? 0 : DelayOf(decision.Stray);
        FrameBuffer? copy = decision.Duplicated ? Copy(frame, DelayOf(decision.CopyStray)) : null;
        if (decision.Corrupted) { Corrupt(frame, decision.Bit); }
        Admit(frame, now);
        if (copy is not null) { Admit(copy, now); }
    }

    /// <summary>Hands the next frame that is due to <paramref name="end"/>. False when none is due.</summary>
    public bool TryDeliver(long now, ILinkEnd end)
    {
        Advance(now);
        if (!_underWay.TryTake(now, out long due, out FrameBuffer frame)) { return false; }
        _heldBytes -= frame.Length;
        _tally.UnderWay -= frame.Packets;
        if (end.TryWrite(frame))
        {
            _tally.Delivered += frame.Packets;
            _tally.DeliveredBytes += frame.WireBytes;
            if (frame.Number < _newestDelivered) { _tally.Reordered += frame.Packets; }
        }
        else
        {
            _tally.Refused += frame.Packets;
        }

        _newestDelivered = Math.Max(_newestDelivered, frame.Number);
        _tally.Measure(frame, now);
        _lateness.Record(now - due);
        _pool.Return(frame);
        return true;
    }

    /// <summary>Gives back every buffer; what was under way is counted as cut.</summary>
    public void Clear()
    {
        if (_sending is not null) { _pool.Return(_sending); }
        while (_waiting.TryDequeue(out FrameBuffer? frame)) { _pool.Return(frame); }
        while (_underWay.TryTake(long.MaxValue, out _, out FrameBuffer frame)) { _pool.Return(frame); }
        _tally.Cut += _tally.UnderWay;
        _tally.UnderWay = 0;
        (_sending, _waitingPackets, _waitingBytes, _heldBytes, _leastDelay) = (null, 0, 0, 0, long.MaxValue);
    }

    /// <summary>What was asked and what was done. From another thread the figures may be of slightly different moments.</summary>
    public LinkReading Read()
    {
        TimeSpan delay = _tally.MeanDelay(_lateness.Count);
        return new LinkReading(_impairments, Counters, _lateness.Count, delay, delay + _lateness.Mean, _tally.RateAsked, _tally.RateMeasured,
            _lateness.Mean, _lateness.Quantile(0.5), _lateness.Quantile(0.99), _lateness.Maximum);
    }

    private static RateSchedule? ScheduleOf(Impairments impairments, long now) => impairments.Rate is null && impairments.Trace is null ? null : new RateSchedule(impairments, now);

    private long DelayOf(double stray) => Math.Max(0, (_impairments.Delay.Ticks * 100) + (long)(stray * _impairments.Jitter.Ticks * 100));

    private void Admit(FrameBuffer frame, long now)
    {
        if (_heldBytes + frame.Length > _limits.MaximumBytes || _underWay.Count + _waiting.Count >= _limits.MaximumFrames)
        {
            _tally.Overflow += frame.Packets;
            _pool.Return(frame);
            return;
        }

        if (_sending is not null && IsFull(frame))
        {
            _tally.QueueDrops += frame.Packets;
            _pool.Return(frame);
            return;
        }

        _heldBytes += frame.Length;
        _tally.UnderWay += frame.Packets;
        if (_schedule is null && _sending is null)
        {
            // The buffer may have passed another link before, at a rate.
            frame.SendTime = 0;
            _underWay.Add(now + frame.Delay, frame);
            return;
        }

        _leastDelay = Math.Min(_leastDelay, frame.Delay);
        if (_sending is null)
        {
            Send(frame, now, follows: false);
            return;
        }

        _waiting.Enqueue(frame);
        _waitingPackets += frame.Packets;
        _waitingBytes += frame.WireBytes;
    }

    private bool IsFull(FrameBuffer frame) => _impairments.Queue.Packets > 0
        ? _waitingPackets + frame.Packets > _impairments.Queue.Packets
        : _waitingBytes + frame.WireBytes > _impairments.Queue.Bytes;

    private void Send(FrameBuffer frame, long at, bool follows)
    {
        _follows = follows;
        _sendingBegan = at;
        _sending = frame;
        _sendingSince = at;
        _sendingBits = frame.WireBytes * 8L;
        _sent = _schedule?.Finish(at, _sendingBits) ?? at;
    }

    // Ends the sending of all frames whose time has come, and begins that of those behind them.
    private void Advance(long now)
    {
        while (_sending is { } frame && _sent <= now)
        {
            frame.Order = _orders++;
            frame.SendTime = _follows ? _sent - _sendingBegan : 0;
            _underWay.Add(_sent + frame.Delay, frame);
            _sending = null;
            if (!_waiting.TryDequeue(out FrameBuffer? next))
            {
                _leastDelay = long.MaxValue;
                return;
            }

            _waitingPackets -= next.Packets;
            _waitingBytes -= next.WireBytes;
            Send(next, _sent, follows: true);
        }
    }

    private FrameBuffer? Copy(FrameBuffer frame, long delay)
    {
        _tally.Duplicated += frame.Packets;
        if (_pool.Rent(frame.Large) is not { } copy)
        {
            _tally.Overflow += frame.Packets;
            return null;
        }

        frame.Content.CopyTo(copy.Bytes);
        (copy.Length, copy.Packets, copy.WireBytes, copy.Number, copy.Delay) = (frame.Length, frame.Packets, frame.WireBytes, frame.Number, delay);
        return copy;
    }

    private void Corrupt(FrameBuffer frame, ulong share)
    {
        VnetHeader.CompleteChecksum(frame.Content);
        Span<byte> bytes = frame.Frame;
        ulong bit = Math.BigMul(share, (ulong)bytes.Length * 8, out _);
        bytes[(int)(bit / 8)] ^= (byte)(1 << (int)(bit % 8));
        _tally.Corrupted += frame.Packets;
    }
}
