using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>
/// Describes a frame down to its transport payload. Never throws and never allocates, whatever the bytes; what was understood before a fault is kept, and the
/// fault stands in <see cref="DecodedPacket.Error"/>. This file holds the common case, an untagged Ethernet frame with a plain TCP or UDP packet, in one pass;
/// everything else goes through the layers one by one.
/// </summary>
public static partial class PacketDecoder
{
    /// <summary>Tunnels inside tunnels that are followed: deeper nesting occurs in attacks only.</summary>
    public const int MaxTunnels = 8;

    /// <summary>Fills <paramref name="packet"/>, whatever it held before, with what <paramref name="frame"/> says.</summary>
    /// <param name="frame">The captured bytes of one frame.</param>
    /// <param name="link">How the frame begins. Of an unknown type nothing is described but the payload: the whole frame.</param>
    /// <param name="packet">Filled; all its offsets lie inside the frame.</param>
    public static void Decode(ReadOnlySpan<byte> frame, LinkType link, ref DecodedPacket packet)
    {
        packet = default;
        if (link == LinkType.Ethernet && frame.Length >= 42)
        {
            ushort type = BinaryPrimitives.ReadUInt16BigEndian(frame.Slice(12, 2));
            if (type == EtherTypes.IPv4 ? TryPlainIPv4(frame, ref packet) : type == EtherTypes.IPv6 && TryPlainIPv6(frame, ref packet)) { return; }
        }

        DecodeLayers(frame, link, ref packet);
    }

    /// <summary>
    /// Fills <paramref name="packet"/> from a datagram that begins with its IP header, such as one joined from fragments. IPv4 and IPv6 are told apart by the version field.
    /// </summary>
    public static void DecodeIp(ReadOnlySpan<byte> datagram, ref DecodedPacket packet) => Decode(datagram, LinkType.Raw, ref packet);

    private static bool TryPlainIPv4(ReadOnlySpan<byte> frame, ref DecodedPacket packet)
    {
        const int network = EthernetHeader.Size;
        const int transport = network + IPv4Header.MinSize;
        ReadOnlySpan<byte> ip = frame.Slice(network, IPv4Header.MinSize);
        int end = network + BinaryPrimitives.ReadUInt16BigEndian(ip[2..]);
        // Version 4 without options, whole, no fragment.
        if (ip[0] != 0x45 || end > frame.Length || end < transport || (BinaryPrimitives.ReadUInt16BigEndian(ip[6..]) & 0x3fff) != 0) { return false; }
        if (!TryPlainTransport(frame, transport, end, ip[9], ref packet)) { return false; }
        packet.IpVersion = 4;
        packet.EtherType = EtherTypes.IPv4;
        packet.HopLimit = ip[8];
        packet.FragmentId = BinaryPrimitives.ReadUInt16BigEndian(ip[4..]);
        packet.Source = IpAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(ip[12..]));
        packet.Destination = IpAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(ip[16..]));
        return true;
    }

    private static bool TryPlainIPv6(ReadOnlySpan<byte> frame, ref DecodedPacket packet)
    {
        const int network = EthernetHeader.Size;
        const int transport = network + IPv6Header.Size;
        if (frame.Length < transport) { return false; }
        ReadOnlySpan<byte> ip = frame.Slice(network, IPv6Header.Size);
        int length = BinaryPrimitives.ReadUInt16BigEndian(ip[4..]);
        int end = transport + length;
        if (ip[0] >> 4 != 6 || length == 0 || end > frame.Length) { return false; }
        if (!TryPlainTransport(frame, transport, end, ip[6], ref packet)) { return false; }
        packet.IpVersion = 6;
        packet.EtherType = EtherTypes.IPv6;
        packet.HopLimit = ip[7];
        packet.Source = IpAddress.FromIPv6(ip.Slice(8, 16));
        packet.Destination = IpAddress.FromIPv6(ip.Slice(24, 16));
        return true;
    }

    /// <summary>TCP, or UDP that carries no tunnel, whole and well formed; anything else is left to the layers, with nothing written.</summary>
    private static bool TryPlainTransport(ReadOnlySpan<byte> frame, int offset, int end, byte protocol, ref DecodedPacket packet)
    {
        ReadOnlySpan<byte> segment = frame[offset..end];
        int headerLength;
        if (protocol == IpProtocols.Tcp)
        {
            if (segment.Length < TcpHeader.MinSize) { return false; }
            ReadOnlySpan<byte> tcp = segment[..TcpHeader.MinSize];
            headerLength = (tcp[12] >> 4) * 4;
            if (headerLength < TcpHeader.MinSize || headerLength > segment.Length) { return false; }
            packet.SourcePort = BinaryPrimitives.ReadUInt16BigEndian(tcp);
            packet.DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(tcp[2..]);
            packet.Sequence = BinaryPrimitives.ReadUInt32BigEndian(tcp[4..]);
            packet.Acknowledgement = BinaryPrimitives.ReadUInt32BigEndian(tcp[8..]);
            packet.Flags = (TcpFlags)(BinaryPrimitives.ReadUInt16BigEndian(tcp[12..]) & 0x1ff);
            packet.Window = BinaryPrimitives.ReadUInt16BigEndian(tcp[14..]);
        }
        else if (protocol == IpProtocols.Udp)
        {
            if (segment.Length < UdpHeader.Size) { return false; }
            ReadOnlySpan<byte> udp = segment[..UdpHeader.Size];
            ushort destination = BinaryPrimitives.ReadUInt16BigEndian(udp[2..]);
            if (BinaryPrimitives.ReadUInt16BigEndian(udp[4..]) != segment.Length || destination == VxlanHeader.UdpPort) { return false; }
            headerLength = UdpHeader.Size;
            packet.SourcePort = BinaryPrimitives.ReadUInt16BigEndian(udp);
            packet.DestinationPort = destination;
        }
        else
        {
            return false;
        }

        packet.Protocol = protocol;
        packet.HasTransport = true;
        packet.NetworkOffset = EthernetHeader.Size;
        packet.TransportOffset = offset;
        packet.PayloadOffset = offset + headerLength;
        packet.PayloadLength = segment.Length - headerLength;
        return true;
    }
}
