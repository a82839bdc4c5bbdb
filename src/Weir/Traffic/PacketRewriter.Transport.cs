using Weir.Wire.Frames;

namespace Weir.Traffic;

/// <content>What follows an IP header: transport protocols, tunnels, ICMP and what it quotes.</content>
internal sealed partial class PacketRewriter
{
    /// <summary>Changes what follows an IP header, of a first fragment too: its checksum is that of the whole datagram and follows each change all the same.</summary>
    /// <param name="protocol">What follows.</param>
    /// <param name="version">Version of the IP header.</param>
    /// <param name="at">Where it begins.</param>
    /// <param name="end">Where the captured bytes of it end.</param>
    /// <param name="promised">Where it ends by the IP header.</param>
    /// <param name="fragment">True when more of it follows in other fragments.</param>
    /// <param name="depth">Tunnels around it.</param>
    /// <param name="quoted">True inside an ICMP error.</param>
    /// <param name="ends">The addresses of its pseudo-header.</param>
    private void Next(byte protocol, byte version, int at, int end, int promised, bool fragment, int depth, bool quoted, in Ends ends)
    {
        if (at >= end)
        {
            if (promised > at) { _cut = true; }
            return;
        }

        switch (protocol)
        {
            case IpProtocols.IPv4 or IpProtocols.IPv6:
                if (!fragment) { Ip(at, end, depth + 1, quoted); }
                return;
            case IpProtocols.Gre:
                if (!fragment) { Gre(at, end, promised, depth, quoted); }
                return;
        }

        int field = ChecksumField(protocol, version, out bool pseudo);
        if (field >= 0 && end - at >= field + 2) { PushTransport(protocol, at, at + field, promised, !fragment && promised <= end, pseudo, ends); }
        else if (field >= 0) { _cut = true; }
        if (protocol is IpProtocols.Tcp or IpProtocols.Udp or UdpLite or Dccp or IpProtocols.Sctp && end - at >= 4) { PortsOf(protocol, at, end, depth, quoted); }
        else if (protocol == IpProtocols.Icmp) { Icmp(at, end, depth, quoted); }
        else if (protocol == IpProtocols.IcmpV6) { IcmpV6(at, end, depth, quoted); }
    }

    private void PushTransport(byte protocol, int at, int field, int promised, bool whole, bool pseudo, in Ends ends)
    {
        ushort value = Read16(field);
        bool isUdp = protocol is IpProtocols.Udp;
        if (isUdp && Read16(at + 4) is > 0 and var length && at + length <= promised) { promised = at + length; }
        var cover = new Cover
        {
            Field = field,
            Start = at,
            End = promised,
            Protocol = pseudo ? protocol : (byte)0,
            ZeroIsAbsent = isUdp,
            IsAbsent = isUdp && value == 0,
            IsWhole = whole && protocol is IpProtocols.Tcp or IpProtocols.Udp or IpProtocols.Icmp or IpProtocols.IcmpV6 or IpProtocols.Mobility,
            Source = ends.SourceAfter,
            Destination = ends.DestinationAfter,
        };
        // Rarely a right checksum looks like the sum over the pseudo-header; then all bytes decide.
        if (pseudo && protocol is IpProtocols.Tcp or IpProtocols.Udp && value == InternetChecksum.ComputePartial(ends.SourceBefore, ends.DestinationBefore, protocol, promised - at))
        {
            cover.IsPartial = !whole || InternetChecksum.Compute(ends.SourceBefore, ends.DestinationBefore, protocol, _bytes.AsSpan(at, promised - at)) != 0;
        }

        int index = Push(cover);
        if (index < 0 || !pseudo) { return; }
        FollowPseudo(index, ends.SourceBefore, ends.SourceAfter);
        FollowPseudo(index, ends.DestinationBefore, ends.DestinationAfter);
    }

    private void PortsOf(byte protocol, int at, int end, int depth, bool quoted)
    {
        ushort destination = Read16(at + 2);
        if (protocol is IpProtocols.Tcp or IpProtocols.Udp && _rules.Ports.Count > 0)
        {
            Write16(at, MapPort(Read16(at)));
            Write16(at + 2, MapPort(destination));
        }

        int payload = at + UdpHeader.Size;
        if (protocol != IpProtocols.Udp || destination != VxlanHeader.UdpPort || payload >= end) { return; }
        if (VxlanHeader.TryRead(_bytes.AsSpan(payload, end - payload), out VxlanHeader vxlan, out _) && vxlan.HasNetworkId && end - payload >= VxlanHeader.Size + EthernetHeader.Size && !_rules.OuterOnly)
        {
            int inner = payload + VxlanHeader.Size;
            if (!quoted) { TypeOrLength(Read16(inner + 12), inner + EthernetHeader.Size, end, depth + 1); }
        }
    }

    private ushort MapPort(ushort port)
    {
        for (int i = 0; i < _rules.Ports.Count; i++) { if (_rules.Ports[i].TryMap(port, out ushort mapped)) { return mapped; } }
        return port;
    }

    private void Gre(int at, int end, int promised, int depth, bool quoted)
    {
        if (!GreHeader.TryRead(_bytes.AsSpan(at, end - at), out GreHeader gre, out _))
        {
            _cut = true;
            return;
        }

        if (gre.HasRouting || gre.Version != 0 || _rules.OuterOnly) { return; }
        int headerLength = gre.HeaderLength;
        ushort type = gre.Protocol;
        // RFC 2784 2.1: the C bit announces a checksum over header and payload.
        if ((_bytes[at] & 0x80) != 0) { Push(new Cover { Field = at + 4, Start = at, End = promised, IsWhole = true }); }
        if (!quoted) { Protocol(type, at + headerLength, end, depth + 1); }
    }

    /// <summary>ICMP (RFC 792): a redirect names a router; errors quote the packet that caused them, which went the other way.</summary>
    private void Icmp(int at, int end, int depth, bool quoted)
    {
        if (!Has(at, IcmpHeader.Size, end)) { return; }
        byte type = _bytes[at];
        if (type == 5) { WriteAddress(at + 4, MapSource(ReadIPv4(at + 4), quoted)); }
        if (type is 3 or 4 or 5 or 11 or 12 && !quoted) { Ip(at + IcmpHeader.Size, end, depth + 1, quoted: true); }
    }

    /// <summary>ICMPv6 (RFC 4443), neighbour discovery (RFC 4861 4) and listener reports (RFC 2710 3, RFC 3810 5).</summary>
    private void IcmpV6(int at, int end, int depth, bool quoted)
    {
        const int header = IcmpHeader.Size;
        if (!Has(at, header, end)) { return; }
        switch (_bytes[at])
        {
            case < 128:
                if (!quoted) { Ip(at + header, end, depth + 1, quoted: true); }
                break;
            case 135 when end - at >= header + 16: // neighbour solicitation: whom it asks for
                WriteAddress(at + header, MapDestination(ReadIPv6(at + header), quoted));
                break;
            case 136 when end - at >= header + 16: // neighbour advertisement: who it is
                WriteAddress(at + header, MapSource(ReadIPv6(at + header), quoted));
                break;
            case 137 when end - at >= header + 32: // redirect: the better router, and the destination
                WriteAddress(at + header, MapSource(ReadIPv6(at + header), quoted));
                WriteAddress(at + header + 16, MapDestination(ReadIPv6(at + header + 16), quoted));
                break;
        }
    }
}
