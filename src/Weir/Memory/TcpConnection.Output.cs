using System.Net.Sockets;
using Weir.Wire.Frames;

namespace Weir.Memory;

/// <content>Sending: segments, acknowledgements, and what is done when none comes.</content>
internal sealed partial class TcpConnection
{
    // 1 MiB is offered in units of 128 bytes, for the field holds 65,535 (RFC 7323 2.2).
    private const byte WindowShift = 7;

    private readonly RenoWindow _window;
    private readonly RoundTripEstimator _roundTrip = new();
    private readonly uint _first;
    private int _segment;
    private uint _acknowledged;
    private uint _next;
    private uint _highest;
    private uint _otherWindow;
    private byte _otherShift;
    private bool _scales;
    private bool _finWanted;
    private bool _finSent;
    private int _tries;
    private bool _timerRuns;
    private bool _timed;
    private uint _timedSequence;
    private long _timedAt;
    private bool _owesAcknowledgement;

    private uint UnderWay => _next - _acknowledged;

    // Bytes of the buffer that were sent: the end takes a sequence number, and no byte.
    private int SentBytes => (int)UnderWay - (_finSent ? 1 : 0);

    private void SendSyn()
    {
        Span<byte> options = stackalloc byte[8];
        int mss = _segment;
        int length = TcpOptions.WriteMaximumSegmentSize(options, (ushort)mss);
        if (State == TcpState.SynSent || _scales)
        {
            options[length++] = TcpOption.NoOperation;
            length += TcpOptions.WriteWindowScale(options[length..], WindowShift);
        }

        Span<byte> segment = stackalloc byte[TcpHeader.MaxSize];
        bool answers = State == TcpState.SynReceived;
        // The window of this segment is never scaled (RFC 7323 2.2).
        int size = TcpHeader.Write(segment, Key.LocalPort, Key.RemotePort, _first, answers ? _expected : 0, answers ? TcpFlags.Syn | TcpFlags.Ack : TcpFlags.Syn, ushort.MaxValue, options: options[..length]);
        _next = _highest = _first + 1;
        if (_tries == 0) { Time(_first); }
        Transmit(segment[..size]);
        ArmTimer();
    }

    // Sends what the windows allow: whole segments, and the rest when nothing is under way or all of it goes.
    private void Output()
    {
        if (State is not (TcpState.Established or TcpState.CloseWait or TcpState.FinWait1 or TcpState.Closing or TcpState.LastAck)) { return; }
        while (true)
        {
            long room = Math.Min(_otherWindow, _window.Bytes + _window.Extra) - UnderWay;
            int waiting = _toSend.Count - SentBytes;
            int length = (int)Math.Clamp(Math.Min(waiting, room), 0, _segment);
            bool last = length == waiting;
            if (length == 0 && !(last && _finWanted && !_finSent)) { break; }
            if (length < _segment && !last && UnderWay > 0) { break; }
            bool fin = last && _finWanted;
            SendData(length, fin);
        }

        if (!_timerRuns && (UnderWay > 0 || (_otherWindow == 0 && _toSend.Count > 0))) { ArmTimer(); }
    }

    private void SendData(int length, bool fin)
    {
        int offset = SentBytes;
        if (_next == _highest) { Time(_next); }
        else
        {
            Retransmitted++;
            _timed = false;
        }

        SendSegment(_next, offset, length, fin);
        _next += (uint)length + (fin ? 1u : 0);
        if (fin)
        {
            _finSent = true;
            if (State == TcpState.Established) { Move(TcpState.FinWait1); }
            else if (State == TcpState.CloseWait) { Move(TcpState.LastAck); }
        }

        if ((int)(_next - _highest) > 0) { _highest = _next; }
    }

    private void SendSegment(uint sequence, int offset, int length, bool fin)
    {
        byte[] segment = new byte[TcpHeader.MinSize + length];
        TcpFlags flags = TcpFlags.Ack | (fin ? TcpFlags.Fin : 0) | (length > 0 && offset + length == _toSend.Count ? TcpFlags.Psh : 0);
        TcpHeader.Write(segment, Key.LocalPort, Key.RemotePort, sequence, _expected, flags, WindowField());
        _toSend.Peek(offset, segment.AsSpan(TcpHeader.MinSize));
        _owesAcknowledgement = false;
        Transmit(segment);
    }

    // The oldest segment again, without a change of what is to be sent next.
    private void SendFirstAgain()
    {
        Retransmitted++;
        _timed = false;
        int length = Math.Min(_segment, Math.Min(_toSend.Count, SentBytes));
        SendSegment(_acknowledged, 0, length, _finSent && length == _toSend.Count);
        ArmTimer();
    }

    private void SendBare(uint sequence, TcpFlags flags)
    {
        Span<byte> segment = stackalloc byte[TcpHeader.MinSize];
        TcpHeader.Write(segment, Key.LocalPort, Key.RemotePort, sequence, (flags & TcpFlags.Ack) != 0 ? _expected : 0, flags, WindowField());
        _owesAcknowledgement = false;
        Transmit(segment);
    }

    private void Acknowledge() => SendBare(_next, TcpFlags.Ack);

    // At its turn, so that data which the program answers with carries it.
    private void OweAcknowledgement()
    {
        if (_owesAcknowledgement) { return; }
        _owesAcknowledgement = true;
        _host.Loop.Post(() =>
        {
            if (_owesAcknowledgement && State != TcpState.Closed) { Acknowledge(); }
        });
    }

    private void Transmit(Span<byte> segment)
    {
        if (_host.TryRoute(Key.Remote, out RouteChoice choice)) { _host.SendTcp(choice, Key, segment); }
        else { _host.Counters.NoRoute++; }
    }

    private void Time(uint sequence)
    {
        if (_timed) { return; }
        (_timed, _timedSequence, _timedAt) = (true, sequence, _host.Loop.Now);
    }

    private void ArmTimer()
    {
        _timerRuns = true;
        _timer.Change(_roundTrip.Timeout, Timeout.InfiniteTimeSpan);
    }

    private void StopTimer()
    {
        _timerRuns = false;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private void TimeOut()
    {
        _timerRuns = false;
        if (State == TcpState.TimeWait)
        {
            Move(TcpState.Closed);
            return;
        }

        bool opens = State is TcpState.SynSent or TcpState.SynReceived;
        if (++_tries > (opens ? MostOpenings : MostTries))
        {
            Break(SocketError.TimedOut);
            return;
        }

        _roundTrip.BackOff();
        _timed = false;
        if (opens)
        {
            Retransmitted++;
            SendSyn();
            return;
        }

        if (UnderWay == 0)
        {
            Probe();
            return;
        }

        _window.TimeOut(_highest, UnderWay);
        _next = _acknowledged;
        _finSent = false;
        Output();
        if (!_timerRuns) { ArmTimer(); }
    }

    // The other side has closed its window: one byte asks whether it has opened it again, whose answer may have been lost (RFC 9293 3.8.6.1).
    private void Probe()
    {
        if (_toSend.Count > 0 && _otherWindow == 0) { SendData(1, fin: false); }
        ArmTimer();
    }
}
