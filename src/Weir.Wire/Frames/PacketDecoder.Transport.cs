namespace Weir.Wire.Frames;

public static partial class PacketDecoder
{
    private static void Transport(ReadOnlySpan<byte> frame, byte protocol, int offset, Extent extent, int depth, ref DecodedPacket packet)
    {
        packet.Protocol = protocol;
        packet.TransportOffset = Math.Min(offset, extent.End);
        switch (protocol)
        {
            case IpProtocols.Tcp:
                Tcp(frame, offset, extent, ref packet);
                break;
            case IpProtocols.Udp:
                Udp(frame, offset, extent, depth, ref packet);
                break;
            case IpProtocols.Gre:
                Gre(frame, offset, extent, depth, ref packet);
                break;
            case IpProtocols.IPv4 or IpProtocols.IPv6:
                Rest(offset, extent, ref packet);
                Enter(frame, protocol == IpProtocols.IPv4 ? EtherTypes.IPv4 : EtherTypes.IPv6, offset, extent, protocol, 0, depth, ref packet);
                break;
            case IpProtocols.Mpls:
                Rest(offset, extent, ref packet);
                Enter(frame, EtherTypes.Mpls, offset, extent, protocol, 0, depth, ref packet);
                break;
            default:
                Rest(offset, extent, ref packet);
                break;
        }
    }

    private static void Tcp(ReadOnlySpan<byte> frame, int offset, Extent extent, ref DecodedPacket packet)
    {
        ReadOnlySpan<byte> bytes = frame[packet.TransportOffset..extent.End];
        if (!TcpHeader.TryRead(bytes, out TcpHeader tcp, out LengthError error))
        {
            // Only options that the capture cut off leave a header to believe: one that promises more than its packet holds is malformed.
            bool cutOff = TcpHeader.TryReadFixed(bytes, out tcp, out _) && offset + tcp.HeaderLength <= extent.Promised;
            Stop(frame, offset, extent, error, ref packet);
            if (!cutOff) { return; }
            Rest(offset + tcp.HeaderLength, extent, ref packet);
        }
        else
        {
            Rest(offset + tcp.HeaderLength, extent, ref packet);
        }

        packet.HasTransport = true;
        packet.SourcePort = tcp.SourcePort;
        packet.DestinationPort = tcp.DestinationPort;
        packet.Sequence = tcp.Sequence;
        packet.Acknowledgement = tcp.Acknowledgement;
        packet.Flags = tcp.Flags;
        packet.Window = tcp.Window;
    }

    private static void Udp(ReadOnlySpan<byte> frame, int offset, Extent extent, int depth, ref DecodedPacket packet)
    {
        if (!UdpHeader.TryRead(frame[packet.TransportOffset..extent.End], out UdpHeader udp, out LengthError error))
        {
            Stop(frame, offset, extent, error, ref packet);
            return;
        }

        packet.HasTransport = true;
        packet.SourcePort = udp.SourcePort;
        packet.DestinationPort = udp.DestinationPort;
        if (udp.Length != 0)
        {
            if (offset + udp.Length > extent.Promised)
            {
                // The datagram is shorter than its UDP header says: what is there is kept, the fault too.
                packet.Error = new LengthError("udp", offset, udp.Length, extent.Promised - offset, extent.PromisedBy);
            }
            else
            {
                extent = extent.Narrow(offset + udp.Length, "udp.length");
            }
        }

        int payload = offset + UdpHeader.Size;
        Rest(payload, extent, ref packet);
        if (udp.DestinationPort == VxlanHeader.UdpPort
            && VxlanHeader.TryRead(frame[payload..extent.End], out VxlanHeader vxlan, out _)
            && vxlan.HasNetworkId)
        {
            Enter(frame, EtherTypes.TransparentEthernet, payload + VxlanHeader.Size, extent, IpProtocols.Udp, vxlan.NetworkId, depth, ref packet);
        }
    }

    private static void Gre(ReadOnlySpan<byte> frame, int offset, Extent extent, int depth, ref DecodedPacket packet)
    {
        if (!GreHeader.TryRead(frame[packet.TransportOffset..extent.End], out GreHeader gre, out LengthError error))
        {
            Stop(frame, offset, extent, error, ref packet);
            return;
        }

        int payload = offset + gre.HeaderLength;
        Rest(payload, extent, ref packet);
        // Source routes (RFC 1701) are obsolete and of unknown length; enhanced GRE carries PPP and its key differs between the directions.
        if (gre.HasRouting || gre.Version != 0) { return; }
        Enter(frame, gre.Protocol, payload, extent, IpProtocols.Gre, gre.Key, depth, ref packet);
    }

    /// <summary>
    /// Follows a tunnel: <paramref name="packet"/> becomes the inner packet when that has a network header that holds, and else stays the outer one, with the inner fault.
    /// </summary>
    private static void Enter(ReadOnlySpan<byte> frame, ushort type, int offset, Extent extent, byte kind, uint id, int depth, ref DecodedPacket packet)
    {
        if (depth == MaxTunnels || offset >= extent.End) { return; }
        DecodedPacket inner = default;
        inner.NetworkOffset = -1;
        inner.TransportOffset = -1;
        inner.TunnelKey = TunnelKeyOf(packet, kind, id);
        if (type == EtherTypes.TransparentEthernet)
        {
            Ethernet(frame, offset, extent, depth + 1, ref inner);
        }
        else
        {
            inner.OuterVlan = packet.OuterVlan;
            inner.InnerVlan = packet.InnerVlan;
            Protocol(frame, type, offset, extent, depth + 1, ref inner);
        }

        if (inner.TransportOffset >= 0)
        {
            packet = inner;
        }
        else if (packet.Error.IsNone)
        {
            packet.Error = inner.Error;
        }
    }

    /// <summary>The same number for both directions of a tunnel: the addresses are added, not chained.</summary>
    private static uint TunnelKeyOf(in DecodedPacket outer, byte kind, uint id)
    {
        ulong key = (outer.Source.Low + outer.Destination.Low) ^ (outer.Source.High + outer.Destination.High);
        key = Mix(key ^ ((ulong)outer.TunnelKey << 32));
        key = Mix(key ^ id ^ ((ulong)kind << 32) ^ ((ulong)outer.OuterVlan << 40) ^ ((ulong)outer.InnerVlan << 52));
        uint folded = (uint)(key ^ (key >> 32));
        return folded == 0 ? 1 : folded;
    }

    /// <summary>The finaliser of MurmurHash3: every input bit moves every output bit.</summary>
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xff51afd7ed558ccd;
        value = (value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }
}
