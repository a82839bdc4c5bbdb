using System.Net.Sockets;
using Weir.Wire.Frames;

namespace Weir.Memory;

/// <summary>
/// A TCP connection of a host in memory (RFC 9293): handshake, windows with scaling (RFC 7323), data in order, retransmission by time-out and by duplicates (RFC 6298, RFC 5681, RFC 6582), resets. Both buffers are bounded
/// by <see cref="BufferBytes"/>. One reader and one writer at a time, on the loop's thread.
/// </summary>
internal sealed partial class TcpConnection : IDisposable
{
    /// <summary>Bytes that wait to be sent or acknowledged, and bytes that wait to be read, at most.</summary>
    public const int BufferBytes = 1 << 20;

    /// <summary>How often data is sent again before the connection counts as broken: the usual of Linux (tcp_retries2).</summary>
    public const int MostTries = 15;

    /// <summary>How often opening is tried: the usual of Linux (tcp_syn_retries).</summary>
    public const int MostOpenings = 6;

    // Twice the time that a segment may live; Linux's choice.
    private static readonly TimeSpan s_timeWait = TimeSpan.FromSeconds(60);

    private readonly MemoryHost _host;
    private readonly LoopSignal _readable;
    private readonly LoopSignal _writable;
    private readonly LoopSignal _opened;
    private readonly ByteQueue _toSend = new(BufferBytes);
    private readonly ByteQueue _toRead = new(BufferBytes);
    private readonly ITimer _timer;
    private readonly TcpAcceptor? _acceptor;
    private SocketError _fault;
    private bool _disposed;

    private TcpConnection(MemoryHost host, TcpKey key, TcpState state, TcpAcceptor? acceptor)
    {
        _host = host;
        Key = key;
        State = state;
        _acceptor = acceptor;
        _readable = new LoopSignal(host.Loop);
        _writable = new LoopSignal(host.Loop);
        _opened = new LoopSignal(host.Loop);
        _timer = host.Loop.Clock.CreateTimer(_ => TimeOut(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _acknowledged = _next = _highest = _first = host.NextSequence();
        _segment = SegmentOf(host.TryRoute(key.Remote, out RouteChoice choice) ? host.PathMtu(key.Remote, choice.Interface) : 1280);
        _window = new RenoWindow(_segment);
        host.Open(this);
    }

    /// <summary>The addresses and ports of both ends.</summary>
    public TcpKey Key { get; }

    /// <summary>Where it is in its life.</summary>
    public TcpState State { get; private set; }

    /// <summary>Segments that were sent again.</summary>
    public long Retransmitted { get; private set; }

    /// <summary>The smoothed round trip; null when none was measured.</summary>
    public TimeSpan? RoundTrip => _roundTrip.RoundTrip;

    /// <summary>Bytes that were taken for sending and are not acknowledged.</summary>
    public int Unsent => _toSend.Count;

    /// <summary>Opens a connection; completes when it stands.</summary>
    /// <exception cref="SocketException">It was refused, nobody answered, or there is no route.</exception>
    public static async Task<TcpConnection> ConnectAsync(MemoryHost host, IpAddress to, ushort port, CancellationToken cancellation)
    {
        if (!host.TryRoute(to, out RouteChoice choice)) { throw new SocketException((int)SocketError.NetworkUnreachable); }
        var connection = new TcpConnection(host, host.Choose(choice.Source, to, port), TcpState.SynSent, null);
        try
        {
            connection.SendSyn();
            while (connection.State is TcpState.SynSent or TcpState.SynReceived) { await connection._opened.WaitAsync(cancellation).ConfigureAwait(false); }
            connection.ThrowIfBroken();
            return connection;
        }
        catch
        {
            connection.Abort();
            throw;
        }
    }

    /// <summary>Begins to answer a segment that wants to open a connection; the acceptor gets it when it stands.</summary>
    internal static TcpConnection Answer(MemoryHost host, in TcpKey key, in TcpHeader syn, TcpAcceptor acceptor)
    {
        var connection = new TcpConnection(host, key, TcpState.SynReceived, acceptor);
        connection.TakeSyn(syn);
        connection.SendSyn();
        return connection;
    }

    /// <summary>Reads what has come, in order; waits until something has. 0 at the other side's end.</summary>
    /// <exception cref="SocketException">The connection was reset, or nobody answers any more.</exception>
    public async ValueTask<int> ReceiveAsync(Memory<byte> into, CancellationToken cancellation)
    {
        while (true)
        {
            if (_toRead.Count > 0)
            {
                int count = _toRead.Take(into.Span);
                OfferWindow();
                return count;
            }

            ThrowIfBroken();
            if (_ended) { return 0; }
            await _readable.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Sends bytes; completes when all of them are in the buffer.</summary>
    /// <exception cref="SocketException">The connection was reset, this side has ended, or nobody answers any more.</exception>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (true)
        {
            ThrowIfBroken();
            if (_finWanted || _disposed) { throw new SocketException((int)SocketError.Shutdown); }
            int count = _toSend.Add(bytes.Span);
            bytes = bytes[count..];
            if (count > 0) { Output(); }
            if (bytes.IsEmpty) { return; }
            await _writable.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Ends this side: the other one reads to the end of what was sent. Twice is harmless.</summary>
    public void EndSending()
    {
        if (_finWanted || _fault != SocketError.Success) { return; }
        _finWanted = true;
        Output();
    }

    /// <summary>Ends both sides at once by a reset. Nothing happens when it is over.</summary>
    public void Abort()
    {
        if (State is TcpState.Closed) { return; }
        if (State is not (TcpState.SynSent or TcpState.TimeWait)) { SendBare(_next, TcpFlags.Rst | TcpFlags.Ack); }
        Break(SocketError.OperationAborted);
    }

    /// <summary>Ends it: what waits to be sent still goes out. Where something came that nobody read, the other side is told by a reset (RFC 2525 2.17). Twice is harmless.</summary>
    public void Dispose()
    {
        if (_disposed) { return; }
        _disposed = true;
        if (_toRead.Count > 0 || State is TcpState.SynSent) { Abort(); } else { EndSending(); }
    }

    /// <summary>An ICMP error about it came. While it is being opened nobody will answer; later the network may mend (RFC 1122 4.2.3.9).</summary>
    internal void TakeError(bool isTooBig, string why)
    {
        if (isTooBig)
        {
            int smaller = SegmentOf(_host.PathMtu(Key.Remote, null));
            if (smaller >= _segment) { return; }
            _segment = smaller;
            _window.Shrink(smaller);
            _next = _acknowledged;
            _finSent = false;
            Output();
        }
        else if (State is TcpState.SynSent)
        {
            Break(why.Contains("prohibited", StringComparison.Ordinal) || why is "unreachable" ? SocketError.ConnectionRefused : why.Contains("host", StringComparison.Ordinal) || why.Contains("address", StringComparison.Ordinal) ? SocketError.HostUnreachable : SocketError.NetworkUnreachable);
        }
    }

    private int SegmentOf(int mtu) => Math.Min(mtu, ushort.MaxValue) - (Key.Remote.IsIPv4 ? IPv4Header.MinSize : IPv6Header.Size) - TcpHeader.MinSize;

    private void ThrowIfBroken()
    {
        if (_fault != SocketError.Success) { throw new SocketException((int)_fault); }
    }

    private void Break(SocketError fault)
    {
        if (_fault == SocketError.Success) { _fault = fault; }
        Move(TcpState.Closed);
    }

    private void Move(TcpState state)
    {
        if (State == state) { return; }
        TcpState before = State;
        State = state;
        switch (state)
        {
            case TcpState.Established:
                _acceptor?.Stands(this);
                break;
            case TcpState.TimeWait:
                _timer.Change(s_timeWait, Timeout.InfiniteTimeSpan);
                break;
            case TcpState.Closed:
                _timer.Dispose();
                _host.Close(this);
                if (before is TcpState.SynReceived) { _acceptor?.Failed(); }
                break;
        }

        _opened.Set();
        _readable.Set();
        _writable.Set();
    }
}
