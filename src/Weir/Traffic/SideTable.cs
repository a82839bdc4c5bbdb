using Weir.Wire.Frames;

namespace Weir.Traffic;

/// <summary>
/// Tells for each packet whether its client or its server sent it, in one pass. Frames without IP go by the side on which their sender's hardware address was last seen, and are the client's when it was not.
/// </summary>
internal sealed class SideTable(SplitMethod method, IReadOnlyList<AddressPrefix>? clients = null)
{
    // Bounds the memory; conversations beyond it are told apart by their ports only.
    private const int MostEntries = 1 << 20;
    private readonly Dictionary<(IpAddress Low, IpAddress High, uint Ports, byte Protocol), bool> _lowIsClient = [];
    private readonly Dictionary<IpAddress, TrafficSide> _hosts = [];
    private readonly Dictionary<MacAddress, TrafficSide> _macs = [];

    /// <summary>The side that sent <paramref name="frame"/>.</summary>
    /// <param name="packet">What the frame says.</param>
    /// <param name="frame">Its bytes.</param>
    /// <param name="link">How it begins.</param>
    public TrafficSide Of(in DecodedPacket packet, ReadOnlySpan<byte> frame, LinkType link)
    {
        bool hasMac = link == LinkType.Ethernet && frame.Length >= EthernetHeader.Size;
        MacAddress mac = hasMac ? MacAddress.Read(frame[6..]) : default;
        if (packet.IpVersion == 0) { return hasMac && _macs.TryGetValue(mac, out TrafficSide known) ? known : TrafficSide.Client; }
        TrafficSide side = Of(packet);
        if (hasMac && (_macs.Count < MostEntries || _macs.ContainsKey(mac))) { _macs[mac] = side; }
        return side;
    }

    private TrafficSide Of(in DecodedPacket packet)
    {
        if (clients is not null)
        {
            foreach (AddressPrefix prefix in clients) { if (prefix.Contains(packet.Source)) { return TrafficSide.Client; } }
            return TrafficSide.Server;
        }

        return method switch
        {
            SplitMethod.Host => OfHost(packet),
            SplitMethod.Port when packet.SourcePort != packet.DestinationPort => ByPort(packet),
            _ => OfConversation(packet),
        };
    }

    private static TrafficSide ByPort(in DecodedPacket packet) => packet.SourcePort < packet.DestinationPort ? TrafficSide.Server : TrafficSide.Client;

    private TrafficSide OfHost(in DecodedPacket packet)
    {
        if (_hosts.TryGetValue(packet.Source, out TrafficSide side)) { return side; }
        side = _hosts.TryGetValue(packet.Destination, out TrafficSide other) && other == TrafficSide.Client ? TrafficSide.Server : TrafficSide.Client;
        if (_hosts.Count < MostEntries)
        {
            _hosts.Add(packet.Source, side);
            _hosts.TryAdd(packet.Destination, side == TrafficSide.Client ? TrafficSide.Server : TrafficSide.Client);
        }

        return side;
    }

    private TrafficSide OfConversation(in DecodedPacket packet)
    {
        int order = packet.Source.CompareTo(packet.Destination);
        bool isLow = order < 0 || (order == 0 && packet.SourcePort <= packet.DestinationPort);
        uint ports = isLow ? (uint)packet.SourcePort << 16 | packet.DestinationPort : (uint)packet.DestinationPort << 16 | packet.SourcePort;
        var key = isLow ? (packet.Source, packet.Destination, ports, packet.Protocol) : (packet.Destination, packet.Source, ports, packet.Protocol);
        bool opens = packet.HasTransport && packet.Protocol == IpProtocols.Tcp && (packet.Flags & TcpFlags.Syn) != 0;
        if (opens || !_lowIsClient.TryGetValue(key, out bool lowIsClient))
        {
            bool answers = opens && (packet.Flags & TcpFlags.Ack) != 0;
            lowIsClient = isLow != answers;
            if (_lowIsClient.Count < MostEntries || _lowIsClient.ContainsKey(key)) { _lowIsClient[key] = lowIsClient; }
            else if (!opens) { return ByPort(packet); }
        }

        return isLow == lowIsClient ? TrafficSide.Client : TrafficSide.Server;
    }
}
