using System.Net;
using System.Net.Sockets;
using Weir.Memory;
using Weir.Wire.Frames;

namespace Weir.Traffic.InMemory;

/// <summary>Takes the datagrams of UDP sources at a node in memory and counts what is missing, doubled or out of order, for each flow, as <see cref="UdpSink"/> does.</summary>
internal sealed class MemoryUdpSink(int port, MemorySite site)
{
    // Bounds the memory: datagrams of flows beyond these are counted as foreign.
    private const int MostFlows = 1024;

    private readonly Dictionary<(IpAddress Address, ushort Port, uint Flow), DatagramFlow> _flows = [];
    private long _foreign;

    /// <summary>Receives until it is asked to end.</summary>
    public async Task<int> RunAsync()
    {
        using UdpSocket socket = Open();
        site.Say($"receiving on port {port}");
        try
        {
            while (true) { Take(socket, await socket.ReceiveAsync(site.Stop).ConfigureAwait(false)); }
        }
        catch (OperationCanceledException) when (site.Stop.IsCancellationRequested)
        {
            foreach ((var key, DatagramFlow flow) in _flows)
            {
                if (flow.Sent is null) { site.Say($"{Name(key.Address, key.Port)}: {TrafficText.Of(flow)}; not ended"); }
            }
        }

        site.Say($"{_flows.Count} senders, {_foreign} datagrams of others");
        return 0;
    }

    private UdpSocket Open()
    {
        try
        {
            return new UdpSocket(site.Host, port);
        }
        catch (SocketException fault)
        {
            throw new WeirException($"port {port} cannot be used: {fault.Message}", 3, fault);
        }
    }

    private void Take(UdpSocket socket, in UdpDatagram datagram)
    {
        if (!DatagramHeader.TryRead(datagram.Data, out DatagramHeader header) || header.Kind == DatagramKind.Report || Find(datagram, header.Flow) is not { } flow)
        {
            _foreign++;
            return;
        }

        if (header.Kind == DatagramKind.Data)
        {
            flow.Take(header.Sequence, header.Time, site.Now, datagram.Data.Length);
            return;
        }

        bool first = flow.Sent is null;
        flow.Sent = header.Sequence;
        byte[] report = new byte[DatagramHeader.Size];
        new DatagramHeader(DatagramKind.Report, header.Flow, flow.Received, flow.Bytes).Write(report);
        try
        {
            socket.Send(datagram.From, datagram.Port, report);
        }
        catch (SocketException fault)
        {
            site.Complain($"weir: the report for {Name(datagram.From, datagram.Port)} could not be sent: {fault.Message}");
        }

        if (first) { site.Say($"{Name(datagram.From, datagram.Port)}: {TrafficText.Of(flow)}"); }
    }

    private DatagramFlow? Find(in UdpDatagram datagram, uint number)
    {
        (IpAddress, ushort, uint) key = (datagram.From, datagram.Port, number);
        if (_flows.TryGetValue(key, out DatagramFlow? known)) { return known; }
        return _flows.Count == MostFlows ? null : _flows[key] = new DatagramFlow();
    }

    private static IPEndPoint Name(IpAddress address, ushort port) => new(WireAddress.ToNet(address), port);
}
