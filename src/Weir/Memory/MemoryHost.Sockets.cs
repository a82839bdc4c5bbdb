using System.Net.Sockets;
using Weir.Wire.Frames;

namespace Weir.Memory;

/// <content>Ports: which socket gets what.</content>
internal sealed partial class MemoryHost
{
    // The range that Linux takes dynamic ports from.
    private const int FirstDynamicPort = 32_768;
    private const int DynamicPorts = 28_232;

    /// <summary>Connections of a host at most.</summary>
    public const int MostConnections = 16_384;

    private readonly Dictionary<ushort, UdpSocket> _udp = [];
    private readonly Dictionary<ushort, TcpAcceptor> _acceptors = [];
    private readonly Dictionary<TcpKey, TcpConnection> _connections = [];
    private int _nextPort;

    /// <summary>True when something listens at the port.</summary>
    public bool Listens(int port, bool udp) => udp ? _udp.ContainsKey((ushort)port) : _acceptors.ContainsKey((ushort)port);

    internal ushort Open(UdpSocket socket, ushort port)
    {
        if (port == 0) { port = FreePort(_udp.ContainsKey); }
        return _udp.TryAdd(port, socket) ? port : throw new SocketException((int)SocketError.AddressAlreadyInUse);
    }

    internal void Close(UdpSocket socket) => _udp.Remove(socket.Port);

    internal void Open(TcpAcceptor acceptor)
    {
        if (!_acceptors.TryAdd(acceptor.Port, acceptor)) { throw new SocketException((int)SocketError.AddressAlreadyInUse); }
    }

    internal void Close(TcpAcceptor acceptor) => _acceptors.Remove(acceptor.Port);

    internal TcpKey Choose(IpAddress local, IpAddress remote, ushort remotePort) =>
        new(local, FreePort(port => _acceptors.ContainsKey(port) || _connections.ContainsKey(new TcpKey(local, port, remote, remotePort))), remote, remotePort);

    internal bool HasRoom => _connections.Count < MostConnections;

    internal void Open(TcpConnection connection)
    {
        if (!HasRoom || !_connections.TryAdd(connection.Key, connection)) { throw new SocketException((int)SocketError.NoBufferSpaceAvailable); }
    }

    internal void Close(TcpConnection connection)
    {
        if (_connections.GetValueOrDefault(connection.Key) == connection) { _connections.Remove(connection.Key); }
    }

    internal SocketError SendUdp(ushort from, IpAddress to, ushort port, ReadOnlySpan<byte> data)
    {
        if (data.Length > ushort.MaxValue - UdpHeader.Size - IPv4Header.MinSize) { return SocketError.MessageSize; }
        if (!TryRoute(to, out RouteChoice choice))
        {
            Counters.NoRoute++;
            return SocketError.NetworkUnreachable;
        }

        byte[] datagram = new byte[UdpHeader.Size + data.Length];
        UdpHeader.Write(datagram, from, port, datagram.Length);
        data.CopyTo(datagram.AsSpan(UdpHeader.Size));
        Sum(datagram, 6, choice.Source, to, IpProtocols.Udp);
        return Send(choice, choice.Source, to, IpProtocols.Udp, datagram, mayCut: true) ? SocketError.Success : SocketError.MessageSize;
    }

    private ushort FreePort(Func<ushort, bool> isTaken)
    {
        for (int i = 0; i < DynamicPorts; i++)
        {
            ushort port = (ushort)_nextPort;
            _nextPort = _nextPort + 1 < FirstDynamicPort + DynamicPorts ? _nextPort + 1 : FirstDynamicPort;
            if (!isTaken(port)) { return port; }
        }

        throw new SocketException((int)SocketError.AddressNotAvailable);
    }

    private void TakeUdp(ReadOnlySpan<byte> packet, IpAddress source, IpAddress destination, ReadOnlySpan<byte> segment)
    {
        if (!UdpHeader.TryRead(segment, out UdpHeader udp, out _) || udp.Length > segment.Length || udp.Length < UdpHeader.Size)
        {
            Counters.Malformed++;
            return;
        }

        if (udp.Checksum != 0 && InternetChecksum.Compute(source, destination, IpProtocols.Udp, segment[..udp.Length]) != 0)
        {
            Counters.BadChecksum++;
            return;
        }

        if (!_udp.TryGetValue(udp.DestinationPort, out UdpSocket? socket))
        {
            Counters.NoListener++;
            // Port unreachable: code 3 (RFC 792), code 4 (RFC 4443 3.1).
            if (!IsMulticast(destination)) { SendError(packet, source.IsIPv4 ? (byte)3 : (byte)1, source.IsIPv4 ? (byte)3 : (byte)4, 0); }
        }
        else if (!socket.Take(new UdpDatagram(source, udp.SourcePort, udp.Payload.ToArray())))
        {
            Counters.SocketFull++;
        }
    }

    private void TakeTcp(IpAddress source, IpAddress destination, ReadOnlySpan<byte> segment)
    {
        if (!TcpHeader.TryRead(segment, out TcpHeader tcp, out _))
        {
            Counters.Malformed++;
            return;
        }

        if (InternetChecksum.Compute(source, destination, IpProtocols.Tcp, segment) != 0)
        {
            Counters.BadChecksum++;
            return;
        }

        var key = new TcpKey(destination, tcp.DestinationPort, source, tcp.SourcePort);
        if (_connections.TryGetValue(key, out TcpConnection? connection) && connection.Take(tcp)) { return; }
        bool opens = (tcp.Flags & (TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Rst)) == TcpFlags.Syn;
        if (opens && _acceptors.TryGetValue(tcp.DestinationPort, out TcpAcceptor? acceptor))
        {
            if (!acceptor.TryBegin(key, tcp)) { Counters.BacklogFull++; }
            return;
        }

        Counters.NoListener++;
        if ((tcp.Flags & TcpFlags.Rst) == 0) { Refuse(key, tcp); }
    }

    // RFC 9293 3.5.2: a reset that the sender of the segment believes.
    private void Refuse(in TcpKey key, in TcpHeader tcp)
    {
        if (!TryRoute(key.Remote, out RouteChoice choice)) { return; }
        byte[] reset = new byte[TcpHeader.MinSize];
        if ((tcp.Flags & TcpFlags.Ack) != 0) { TcpHeader.Write(reset, key.LocalPort, key.RemotePort, tcp.Acknowledgement, 0, TcpFlags.Rst, 0); }
        else
        {
            uint length = (uint)tcp.Payload.Length + ((tcp.Flags & TcpFlags.Syn) != 0 ? 1u : 0) + ((tcp.Flags & TcpFlags.Fin) != 0 ? 1u : 0);
            TcpHeader.Write(reset, key.LocalPort, key.RemotePort, 0, tcp.Sequence + length, TcpFlags.Rst | TcpFlags.Ack, 0);
        }

        SendTcp(choice, key, reset);
    }

    /// <summary>Sends a segment whose checksum is still zero.</summary>
    internal void SendTcp(in RouteChoice choice, in TcpKey key, Span<byte> segment)
    {
        Sum(segment, 16, key.Local, key.Remote, IpProtocols.Tcp);
        Send(choice, key.Local, key.Remote, IpProtocols.Tcp, segment, mayCut: false);
    }
}
