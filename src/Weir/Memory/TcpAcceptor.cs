using System.Net.Sockets;
using Weir.Wire.Frames;

namespace Weir.Memory;

/// <summary>Listens at a TCP port of a host in memory. Connections that nobody accepted wait, with those that are being opened up to <see cref="Backlog"/>; others get no answer, as from a kernel whose queue is full.</summary>
internal sealed class TcpAcceptor : IDisposable
{
    /// <summary>Connections that wait at most.</summary>
    public const int Backlog = 512;

    private readonly MemoryHost _host;
    private readonly Queue<TcpConnection> _waiting = new();
    private readonly LoopSignal _changed;
    private int _opening;
    private bool _disposed;

    /// <summary>Begins to listen.</summary>
    /// <exception cref="SocketException">The port is taken.</exception>
    public TcpAcceptor(MemoryHost host, int port)
    {
        _host = host;
        Port = (ushort)port;
        _changed = new LoopSignal(host.Loop);
        host.Open(this);
    }

    /// <summary>The port.</summary>
    public ushort Port { get; }

    /// <summary>The next connection that stands; waits for one.</summary>
    public async Task<TcpConnection> AcceptAsync(CancellationToken cancellation)
    {
        TcpConnection? next;
        while (!_waiting.TryDequeue(out next))
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            await _changed.WaitAsync(cancellation).ConfigureAwait(false);
        }

        return next;
    }

    /// <summary>Stops listening, and resets what nobody accepted. Twice is harmless.</summary>
    public void Dispose()
    {
        if (_disposed) { return; }
        _disposed = true;
        _host.Close(this);
        while (_waiting.TryDequeue(out TcpConnection? left)) { left.Abort(); }
        _changed.Set();
    }

    /// <summary>Answers a segment that wants to open a connection; false when the queue is full.</summary>
    internal bool TryBegin(in TcpKey key, in TcpHeader syn)
    {
        if (_waiting.Count + _opening >= Backlog || !_host.HasRoom) { return false; }
        _opening++;
        TcpConnection.Answer(_host, key, syn, this);
        return true;
    }

    /// <summary>A connection that was being opened stands.</summary>
    internal void Stands(TcpConnection connection)
    {
        _opening--;
        if (_disposed)
        {
            _host.Loop.Post(connection.Abort);
            return;
        }

        _waiting.Enqueue(connection);
        _changed.Set();
    }

    /// <summary>A connection that was being opened came to nothing.</summary>
    internal void Failed() => _opening--;
}
