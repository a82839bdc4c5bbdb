using System.Net;
using System.Net.Sockets;

namespace Weir.Checks.Looks;

/// <summary>Sends echo requests from one node to many targets of one IP version by one socket, many at once, on the calling thread.</summary>
internal sealed class EchoSeries
{
    private const int Burst = 32;
    private const int Sequences = 65_536;
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMilliseconds(20);

    private readonly EchoSocket _socket;
    private readonly EchoOrder _order;
    private readonly TimeProvider _time;
    private readonly Dictionary<ushort, Line> _lines;
    private readonly Line[] _all;
    private long _open;
    private long _lastSent;

    /// <summary>A series over an open socket, which it does not dispose.</summary>
    public EchoSeries(EchoSocket socket, EchoOrder order, IEnumerable<EchoTarget> targets, TimeProvider time)
    {
        _socket = socket;
        _order = order;
        _time = time;
        _all = [.. targets.Select(target => new Line(target, Math.Min(order.Count, Sequences)))];
        _lines = _all.ToDictionary(line => line.Target.Id);
    }

    /// <summary>Runs until every request is answered or too late. The targets then say what became of theirs.</summary>
    public void Run(CancellationToken cancellation)
    {
        long begin = _time.GetTimestamp();
        _lastSent = begin;
        int round = 0, next = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            TimeSpan untilDue = TimeSpan.Zero;
            for (int i = 0; i < Burst && round < _order.Count; i++)
            {
                untilDue = (_order.Interval * round) - _time.GetElapsedTime(begin);
                if (untilDue > TimeSpan.Zero || !TrySend(_all[next], round)) { break; }
                next = (next + 1) % _all.Length;
                if (next == 0) { round++; }
            }

            Receive();
            TimeSpan left = round < _order.Count ? untilDue : _order.Timeout - _time.GetElapsedTime(_lastSent);
            if (round >= _order.Count && (_open == 0 || left <= TimeSpan.Zero)) { return; }
            if (left > TimeSpan.Zero) { _socket.Wait(left < s_longestWait ? TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(left.TotalMilliseconds))) : s_longestWait); }
        }
    }

    // False when the kernel has no room for it now: the same is tried again.
    private bool TrySend(Line line, int round)
    {
        try
        {
            line.SentAt[round % Sequences] = _time.GetTimestamp();
            line.Waits[round % Sequences] = true;
            _socket.Send(line.Address, line.Target.Id, (ushort)round);
            _open++;
        }
        catch (SocketException fault) when (fault.SocketErrorCode is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable && _time.GetElapsedTime(_lastSent) < _order.Timeout)
        {
            _socket.Wait(TimeSpan.FromMilliseconds(1));
            return false;
        }
        catch (SocketException fault)
        {
            line.Waits[round % Sequences] = false;
            line.Target.Why = fault.Message;
        }

        line.Target.Sent++;
        _lastSent = _time.GetTimestamp();
        return true;
    }

    private void Receive()
    {
        while (_socket.TryReceive(out EchoAnswer answer))
        {
            if (!answer.IsAbout || !_lines.TryGetValue(answer.Id, out Line? line) || answer.Sequence >= line.SentAt.Length) { continue; }
            if (answer.IsReply && !answer.Sender.SequenceEqual(EchoSocket.AddressIn(line.Address))) { continue; }
            if (!line.Waits[answer.Sequence])
            {
                if (answer.IsReply) { line.Target.Duplicates++; }
                continue;
            }

            TimeSpan took = _time.GetElapsedTime(line.SentAt[answer.Sequence]);
            line.Waits[answer.Sequence] = false;
            _open--;
            if (!answer.IsReply) { line.Target.Why = answer.Why; }
            else if (took > _order.Timeout) { line.Target.Why = "an answer came too late"; }
            else { line.Target.Answer(took.TotalSeconds, _order.KeptTimes); }
        }
    }

    private sealed class Line(EchoTarget target, int sequences)
    {
        public EchoTarget Target => target;

        public SocketAddress Address { get; } = new IPEndPoint(target.Address, 0).Serialize();

        public long[] SentAt { get; } = new long[sequences];

        public bool[] Waits { get; } = new bool[sequences];
    }
}
