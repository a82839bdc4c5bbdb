using System.Net;
using System.Net.Sockets;
using Weir.Platform;

namespace Weir.Traffic;

/// <summary>Takes the datagrams of <see cref="UdpSource"/> and counts what is missing, doubled or out of order, for each flow. Blocks its thread.</summary>
internal sealed class UdpSink : IDisposable
{
    // Bounds the memory: datagrams of flows beyond these are counted as foreign.
    private const int MostFlows = 1024;
    private readonly Socket _socket;
    private readonly Action<TrafficCount> _interval;
    private readonly Action<EndPoint, DatagramFlow> _ended;
    private readonly TimeProvider _clock = MachineClock.Instance;
    private readonly Dictionary<(uint Flow, string From), (EndPoint From, DatagramFlow Flow)> _flows = [];
    private readonly Dictionary<SocketAddress, string> _names = [];

    /// <summary>Binds the port.</summary>
    /// <param name="address">An address of this machine; null = all.</param>
    /// <param name="port">The port.</param>
    /// <param name="interval">Told once a second what arrived, when something did.</param>
    /// <param name="ended">Told when a sender says that it is done.</param>
    /// <exception cref="WeirException">The port is taken, or needs rights.</exception>
    public UdpSink(string? address, int port, Action<TrafficCount> interval, Action<EndPoint, DatagramFlow> ended)
    {
        (_socket, EndPoint local) = TrafficTarget.Bindable(SocketType.Dgram, ProtocolType.Udp, address, port);
        _interval = interval;
        _ended = ended;
        try
        {
            _socket.ReceiveBufferSize = 4 << 20;
            _socket.Bind(local);
        }
        catch (SocketException fault)
        {
            _socket.Dispose();
            throw new WeirException($"port {port} cannot be used: {fault.Message}", 3, fault);
        }
    }

    /// <summary>Datagrams that are not of these senders.</summary>
    public long Foreign { get; private set; }

    /// <summary>The flows so far.</summary>
    public IReadOnlyCollection<(EndPoint From, DatagramFlow Flow)> Flows => _flows.Values;

    /// <summary>The port that was bound.</summary>
    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Receives until so many flows have ended (0 = without end), a time is over, or cancelled.</summary>
    public void Run(long flows, TimeSpan? time, CancellationToken cancellation)
    {
        byte[] buffer = new byte[65_536];
        var from = new SocketAddress(_socket.AddressFamily);
        long ended = 0, begin = _clock.GetTimestamp(), told = begin, packets = 0, bytes = 0;
        while (!cancellation.IsCancellationRequested && (flows == 0 || ended < flows))
        {
            long now = _clock.GetTimestamp();
            if (time is { } limit && now - begin >= limit.Ticks * 100) { return; }
            if (now - told >= 1_000_000_000)
            {
                if (packets > 0) { _interval(new TrafficCount(packets, bytes, TimeSpan.FromTicks((now - told) / 100))); }
                (told, packets, bytes) = (now, 0, 0);
            }

            if (!_socket.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectRead)) { continue; }
            do
            {
                int length = _socket.ReceiveFrom(buffer, SocketFlags.None, from);
                if (!DatagramHeader.TryRead(buffer.AsSpan(0, length), out DatagramHeader header) || header.Kind == DatagramKind.Report || Find(header.Flow, from) is not { } flow)
                {
                    Foreign++;
                    continue;
                }

                if (header.Kind == DatagramKind.Data)
                {
                    flow.Flow.Take(header.Sequence, header.Time, _clock.GetTimestamp(), length);
                    packets++;
                    bytes += length;
                    continue;
                }

                bool first = flow.Flow.Sent is null;
                flow.Flow.Sent = header.Sequence;
                new DatagramHeader(DatagramKind.Report, header.Flow, flow.Flow.Received, flow.Flow.Bytes).Write(buffer);
                _socket.SendTo(buffer.AsSpan(0, DatagramHeader.Size), SocketFlags.None, from);
                if (!first) { continue; }
                ended++;
                _ended(flow.From, flow.Flow);
            }
            while (_socket.Available > 0 && !cancellation.IsCancellationRequested && _clock.GetTimestamp() - told < 1_000_000_000);
        }
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose() => _socket.Dispose();

    private (EndPoint From, DatagramFlow Flow)? Find(uint number, SocketAddress from)
    {
        if (!_names.TryGetValue(from, out string? name))
        {
            if (_names.Count == MostFlows) { return null; }
            var copy = new SocketAddress(from.Family, from.Size);
            from.Buffer[..from.Size].CopyTo(copy.Buffer);
            name = ((IPEndPoint)new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0).Create(copy)).ToString();
            _names.Add(copy, name);
        }

        if (_flows.TryGetValue((number, name), out (EndPoint From, DatagramFlow Flow) known)) { return known; }
        if (_flows.Count == MostFlows) { return null; }
        IPEndPoint end = IPEndPoint.Parse(name);
        if (end.Address.IsIPv4MappedToIPv6) { end = new IPEndPoint(end.Address.MapToIPv4(), end.Port); }
        known = (end, new DatagramFlow());
        _flows.Add((number, name), known);
        return known;
    }
}
