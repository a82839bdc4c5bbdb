using System.Net.Sockets;
using Weir.Wire.Frames;

namespace Weir.Memory;

/// <summary>A UDP socket of a host in memory (RFC 768), at one port, for both versions of IP. Datagrams that nobody takes wait, up to <see cref="MostWaiting"/>; what comes on top is dropped and counted.</summary>
internal sealed class UdpSocket : IDisposable
{
    /// <summary>Datagrams that wait at most.</summary>
    public const int MostWaiting = 4096;

    private readonly MemoryHost _host;
    private readonly Queue<UdpDatagram> _waiting = new();
    private readonly LoopSignal _changed;
    private (IpAddress Address, ushort Port)? _refused;
    private bool _disposed;

    /// <summary>Opens a socket at a port; 0 chooses one.</summary>
    /// <exception cref="SocketException">The port is taken.</exception>
    public UdpSocket(MemoryHost host, int port)
    {
        _host = host;
        _changed = new LoopSignal(host.Loop);
        Port = host.Open(this, (ushort)port);
    }

    /// <summary>The port.</summary>
    public ushort Port { get; }

    /// <summary>Datagrams that wait to be taken.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Sends a datagram.</summary>
    /// <exception cref="SocketException">There is no route, it is too long, or an earlier one to the same port was refused.</exception>
    public void Send(IpAddress to, ushort port, ReadOnlySpan<byte> data)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_refused == (to, port))
        {
            _refused = null;
            throw new SocketException((int)SocketError.ConnectionRefused);
        }

        SocketError error = _host.SendUdp(Port, to, port, data);
        if (error != SocketError.Success) { throw new SocketException((int)error); }
    }

    /// <summary>Takes the next datagram; waits until one comes.</summary>
    public async Task<UdpDatagram> ReceiveAsync(CancellationToken cancellation)
    {
        UdpDatagram datagram;
        while (!_waiting.TryDequeue(out datagram))
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            await _changed.WaitAsync(cancellation).ConfigureAwait(false);
        }

        return datagram;
    }

    /// <summary>Gives the port back. Twice is harmless.</summary>
    public void Dispose()
    {
        if (_disposed) { return; }
        _disposed = true;
        _host.Close(this);
        _changed.Set();
    }

    /// <summary>Takes what came; false when the queue is full.</summary>
    internal bool Take(in UdpDatagram datagram)
    {
        if (_waiting.Count >= MostWaiting) { return false; }
        _waiting.Enqueue(datagram);
        _changed.Set();
        return true;
    }

    /// <summary>Nobody listens at the port that was sent to, says its host.</summary>
    internal void Refuse(IpAddress to, ushort port) => _refused = (to, port);
}
