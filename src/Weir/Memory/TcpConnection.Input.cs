using System.Net.Sockets;
using Weir.Wire.Frames;

namespace Weir.Memory;

/// <content>Receiving (RFC 9293 3.10.7).</content>
internal sealed partial class TcpConnection
{
    private readonly SegmentBuffer _early = new();
    private uint _expected;
    private uint _offered;
    private bool _hasEnd;
    private uint _end;
    private bool _ended;

    /// <summary>Takes a segment; false when it is for a connection that begins where this one has ended.</summary>
    internal bool Take(in TcpHeader tcp)
    {
        if (State == TcpState.SynSent)
        {
            TakeAnswer(tcp);
            return true;
        }

        if (State == TcpState.TimeWait && (tcp.Flags & TcpFlags.Syn) != 0 && Before(_expected, tcp.Sequence))
        {
            Move(TcpState.Closed);
            return false;
        }

        uint length = (uint)tcp.Payload.Length + ((tcp.Flags & TcpFlags.Fin) != 0 ? 1u : 0);
        if (!IsAcceptable(tcp.Sequence, length))
        {
            if ((tcp.Flags & TcpFlags.Rst) != 0) { return true; }
            // Its sender has not heard what was acknowledged, or asks whether the window is open again; what it acknowledges counts all the same (RFC 9293 3.10.7.4).
            Acknowledge();
            if ((tcp.Flags & (TcpFlags.Ack | TcpFlags.Syn)) == TcpFlags.Ack && State is not (TcpState.SynReceived or TcpState.TimeWait)) { TakeAcknowledgement(tcp); }
            return true;
        }

        if ((tcp.Flags & TcpFlags.Rst) != 0)
        {
            if (tcp.Sequence == _expected) { Break(State == TcpState.SynReceived ? SocketError.ConnectionRefused : SocketError.ConnectionReset); }
            else { Acknowledge(); }
            return true;
        }

        // RFC 5961 4: a second opening is answered with what is known, and changes nothing.
        if ((tcp.Flags & TcpFlags.Syn) != 0)
        {
            Acknowledge();
            return true;
        }

        if ((tcp.Flags & TcpFlags.Ack) == 0 || !TakeAcknowledgement(tcp)) { return true; }
        TakeData(tcp);
        return true;
    }

    private static bool Before(uint a, uint b) => (int)(a - b) < 0;

    private bool IsAcceptable(uint sequence, uint length)
    {
        uint window = _offered - _expected;
        if (length == 0) { return window == 0 ? sequence == _expected : sequence - _expected < window || sequence == _expected; }
        if (window == 0) { return false; }
        return Before(sequence, _offered) && Before(_expected, sequence + length);
    }

    private void TakeSyn(in TcpHeader syn)
    {
        _expected = _offered = syn.Sequence + 1;
        _offered += ushort.MaxValue;
        // RFC 9293 3.7.1: without the option 536 bytes, 1220 over IPv6.
        int other = Key.Remote.IsIPv4 ? 536 : 1220;
        foreach (TcpOption option in new TcpOptions(syn.Options))
        {
            if (option.Kind == TcpOption.MaximumSegmentSizeKind && option.MaximumSegmentSize > 0) { other = option.MaximumSegmentSize; }
            if (option.Kind == TcpOption.WindowScaleKind && option.Length == 3) { (_scales, _otherShift) = (true, Math.Min(option.WindowScale, (byte)14)); }
        }

        _segment = Math.Max(1, Math.Min(_segment, other));
        _window.Shrink(_segment);
        _otherWindow = syn.Window;
    }

    private void TakeAnswer(in TcpHeader tcp)
    {
        bool acknowledges = (tcp.Flags & TcpFlags.Ack) != 0;
        if (acknowledges && tcp.Acknowledgement != _first + 1)
        {
            if ((tcp.Flags & TcpFlags.Rst) == 0) { SendBare(tcp.Acknowledgement, TcpFlags.Rst); }
            return;
        }

        if ((tcp.Flags & TcpFlags.Rst) != 0)
        {
            if (acknowledges) { Break(SocketError.ConnectionRefused); }
            return;
        }

        if ((tcp.Flags & TcpFlags.Syn) == 0) { return; }
        TakeSyn(tcp);
        if (!acknowledges)
        {
            // Both open at the same time (RFC 9293 3.5, figure 8).
            Move(TcpState.SynReceived);
            SendSyn();
            return;
        }

        Opened(tcp);
        Acknowledge();
    }

    private void Opened(in TcpHeader tcp)
    {
        if (_timed && _tries == 0) { _roundTrip.Measure(Since(_timedAt)); }
        (_timed, _tries) = (false, 0);
        _roundTrip.Recover();
        _acknowledged = tcp.Acknowledgement;
        _otherWindow = (tcp.Flags & TcpFlags.Syn) != 0 ? tcp.Window : (uint)tcp.Window << Shift;
        StopTimer();
        Move(TcpState.Established);
        Output();
    }

    private int Shift => _scales ? _otherShift : 0;

    private TimeSpan Since(long time) => TimeSpan.FromTicks((_host.Loop.Now - time) / 100);

    private bool TakeAcknowledgement(in TcpHeader tcp)
    {
        uint acknowledged = tcp.Acknowledgement;
        if (State == TcpState.SynReceived)
        {
            if (acknowledged != _first + 1)
            {
                SendBare(acknowledged, TcpFlags.Rst);
                return false;
            }

            Opened(tcp);
            return true;
        }

        if (Before(_highest, acknowledged))
        {
            Acknowledge();
            return false;
        }

        uint window = (uint)tcp.Window << Shift;
        if (Before(_acknowledged, acknowledged)) { Advance(acknowledged, window); }
        else if (acknowledged == _acknowledged)
        {
            bool duplicate = tcp.Payload.IsEmpty && (tcp.Flags & TcpFlags.Fin) == 0 && window == _otherWindow && UnderWay > 0 && window > 0;
            _otherWindow = window;
            if (window == 0) { _tries = 0; }
            if (duplicate && _window.Duplicate(acknowledged, _highest, UnderWay)) { SendFirstAgain(); }
            Output();
        }

        return State != TcpState.Closed;
    }

    private void Advance(uint acknowledged, uint window)
    {
        if (_timed && Before(_timedSequence, acknowledged))
        {
            _roundTrip.Measure(Since(_timedAt));
            _timed = false;
        }

        _roundTrip.Recover();
        _tries = 0;
        uint bytes = acknowledged - _acknowledged;
        // What a time-out took back may have arrived all the same.
        if (Before(_next, acknowledged))
        {
            _next = acknowledged;
            _finSent = _finWanted && bytes > _toSend.Count;
        }

        bool finAcknowledged = _finSent && bytes > _toSend.Count;
        _toSend.Skip((int)Math.Min(bytes, (uint)_toSend.Count));
        _acknowledged = acknowledged;
        _otherWindow = window;
        if (finAcknowledged)
        {
            _finSent = false;
        }

        bool again = _window.Advance(acknowledged, bytes, UnderWay);
        StopTimer();
        if (UnderWay > 0) { ArmTimer(); }
        if (again && UnderWay > 0) { SendFirstAgain(); }
        _writable.Set();
        if (finAcknowledged) { FinAcknowledged(); }
        Output();
    }

    private void FinAcknowledged()
    {
        switch (State)
        {
            case TcpState.FinWait1:
                Move(TcpState.FinWait2);
                break;
            case TcpState.Closing:
                Move(TcpState.TimeWait);
                break;
            case TcpState.LastAck:
                Move(TcpState.Closed);
                break;
        }
    }

    private void TakeData(in TcpHeader tcp)
    {
        ReadOnlySpan<byte> data = tcp.Payload;
        uint begin = tcp.Sequence;
        if ((tcp.Flags & TcpFlags.Fin) != 0 && !_hasEnd) { (_hasEnd, _end) = (true, begin + (uint)data.Length); }
        if (_ended || (data.IsEmpty && (tcp.Flags & TcpFlags.Fin) == 0)) { return; }
        if (Before(begin, _expected))
        {
            int skip = (int)Math.Min((uint)data.Length, _expected - begin);
            data = data[skip..];
            begin += (uint)skip;
        }

        if (!data.IsEmpty && Before(_offered, begin + (uint)data.Length)) { data = data[..(int)Math.Max(0, (int)(_offered - begin))]; }
        bool inOrder = begin == _expected && _early.IsEmpty;
        if (begin == _expected) { Append(data); }
        else if (!data.IsEmpty) { _early.Add(begin, data); }
        while (_early.Take(_expected) is { } next) { Append(next); }
        if (_hasEnd && _expected == _end && !_ended) { TakeEnd(); }
        // A hole is told at once, and so is its end: the sender counts these (RFC 5681 4.2).
        if (inOrder) { OweAcknowledgement(); } else if (State != TcpState.Closed) { Acknowledge(); }
    }

    private void Append(ReadOnlySpan<byte> data)
    {
        _expected += (uint)data.Length;
        if (data.IsEmpty) { return; }
        if (_disposed)
        {
            // Nobody will read it any more: its sender had better know.
            Abort();
            return;
        }

        if (_toRead.Add(data) != data.Length) { throw new InvalidOperationException("more data was taken than was offered room for"); }
        _readable.Set();
    }

    private void TakeEnd()
    {
        if (State == TcpState.Closed) { return; }
        _expected++;
        _ended = true;
        _readable.Set();
        switch (State)
        {
            case TcpState.Established:
                Move(TcpState.CloseWait);
                break;
            case TcpState.FinWait1:
                Move(TcpState.Closing);
                break;
            case TcpState.FinWait2:
                Move(TcpState.TimeWait);
                break;
        }
    }

    // The window never shrinks (RFC 9293 3.8.6): what was offered stays offered.
    private ushort WindowField()
    {
        int shift = _scales ? WindowShift : 0;
        uint room = Math.Min((uint)_toRead.Free, (uint)ushort.MaxValue << shift);
        if (Before(_offered, _expected + room)) { _offered = _expected + room; }
        return (ushort)Math.Min((_offered - _expected) >> shift, ushort.MaxValue);
    }

    // Tells of room that was made by reading, once it is worth a segment (RFC 9293 3.8.6.2.2).
    private void OfferWindow()
    {
        if (_ended || State is TcpState.Closed) { return; }
        uint offered = _offered - _expected;
        uint room = (uint)_toRead.Free;
        if (room > offered && room - offered >= Math.Min(BufferBytes / 2, 2 * _segment) && offered < BufferBytes / 2) { Acknowledge(); }
    }
}
