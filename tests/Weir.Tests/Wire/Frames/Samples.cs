using Weir.Wire.Frames;

namespace Weir.Tests.Wire.Frames;

/// <summary>Frames of every shape that the decoder follows, built by our own writers; real captures are in the oracle test.</summary>
internal static class Samples
{
    public static readonly IpAddress A4 = IpAddress.FromIPv4(0x0a000001);
    public static readonly IpAddress B4 = IpAddress.FromIPv4(0x0a000002);
    public static readonly IpAddress C4 = IpAddress.FromIPv4(0xc0a80001);
    public static readonly IpAddress D4 = IpAddress.FromIPv4(0xc0a80002);
    public static readonly IpAddress A6 = Parse("2001:db8::1");
    public static readonly IpAddress B6 = Parse("2001:db8::2");
    public static readonly byte[] Hello = "hello"u8.ToArray();

    public static IpAddress Parse(string text) => IpAddress.TryParse(text, out IpAddress address) ? address : throw new ArgumentException(text);

    public static DecodedPacket Decode(byte[] frame, LinkType link = LinkType.Ethernet)
    {
        DecodedPacket packet = default;
        packet.PayloadMissing = 77;
        packet.TunnelKey = 77;
        PacketDecoder.Decode(frame, link, ref packet);
        return packet;
    }

    public static FrameBuilder Tcp4() => new FrameBuilder().Ethernet().IPv4(A4, B4, timeToLive: 63, identification: 0x1234)
        .Tcp(443, 50000, 0x11223344, 0x55667788, TcpFlags.Psh | TcpFlags.Ack, 0xfaf0).Payload(Hello);

    public static byte[] AllTcpOptions()
    {
        byte[] options = new byte[40];
        int at = TcpOptions.WriteMaximumSegmentSize(options, 1460);
        at += TcpOptions.WriteSackPermitted(options.AsSpan(at));
        at += TcpOptions.WriteTimestamps(options.AsSpan(at), 0xfffffff0, 7);
        options[at++] = TcpOption.NoOperation;
        at += TcpOptions.WriteWindowScale(options.AsSpan(at), 7);
        at += TcpOptions.WriteSack(options.AsSpan(at), [(1, 2), (0xfffffffe, 4)]);
        return options;
    }

    /// <summary>Name, link type and bytes of each shape.</summary>
    public static IEnumerable<(string Name, LinkType Link, byte[] Frame)> All()
    {
        byte[] tcp = Tcp4().ToArray();
        byte[] ip = tcp[14..];
        byte[] udp = new FrameBuilder().Ethernet().IPv4(A4, B4).Udp(53, 40000).Payload(Hello).ToArray();
        yield return ("tcp", LinkType.Ethernet, tcp);
        yield return ("tcp, padded", LinkType.Ethernet, [.. Tcp4().Payload([]).ToArray(), .. new byte[6]]);
        yield return ("tcp, options", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv4(A4, B4).Tcp(1, 2, 3, options: AllTcpOptions()).Payload(Hello).ToArray());
        yield return ("udp", LinkType.Ethernet, udp);
        yield return ("tcp over ipv6", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv6(A6, B6).Tcp(80, 1024, 9, 10, TcpFlags.Syn | TcpFlags.Ack).Payload(Hello).ToArray());
        yield return ("udp over ipv6", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv6(A6, B6).Udp(546, 547).Payload(Hello).ToArray());
        yield return ("vlan", LinkType.Ethernet, new FrameBuilder().Ethernet().Vlan(100, 5).IPv4(A4, B4).Tcp(1, 2, 3).Payload(Hello).ToArray());
        yield return ("qinq", LinkType.Ethernet, new FrameBuilder().Ethernet().Vlan(4095, 0, EtherTypes.ServiceVlan).Vlan(200).IPv6(A6, B6).Udp(5, 6).Payload(Hello).ToArray());
        yield return ("three tags", LinkType.Ethernet, new FrameBuilder().Ethernet().Vlan(1, 0, EtherTypes.OldStackedVlan).Vlan(2).Vlan(3).IPv4(A4, B4).Udp(5, 6).ToArray());
        yield return ("mpls", LinkType.Ethernet, new FrameBuilder().Ethernet().Mpls(0xfffff).Mpls(16, 9).IPv4(A4, B4).Udp(5, 6).Payload(Hello).ToArray());
        yield return ("pppoe", LinkType.Ethernet, new FrameBuilder().Ethernet().Pppoe(0x1234).IPv6(A6, B6).Udp(5, 6).Payload(Hello).ToArray());
        yield return ("ip options", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv4(A4, B4, options: [IPv4Options.NoOperation, IPv4Options.RouterAlert, 4, 0, 0, 0, 0, 0]).Udp(5, 6).ToArray());
        yield return ("first fragment", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv4(A4, B4, identification: 7, moreFragments: true, protocol: 17).Payload(new byte[16]).ToArray());
        yield return ("last fragment", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv4(A4, B4, identification: 7, fragmentOffset: 16, protocol: 17).Payload(Hello).ToArray());
        yield return ("ipv6 fragment", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv6(A6, B6).Fragment(1448, true, 0xdeadbeef, 6).Payload(new byte[16]).ToArray());
        yield return ("ipv6 atomic fragment", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv6(A6, B6).Fragment(0, false, 1).Udp(5, 6).Payload(Hello).ToArray());
        yield return ("ipv6 extensions", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv6(A6, B6).Extension(IpProtocols.HopByHop).Extension(IpProtocols.DestinationOptions, new byte[9])
            .Extension(IpProtocols.Routing, [4, 1, 0, 0, 0, 0, .. new byte[16]]).Extension(IpProtocols.Mobility).Tcp(5, 6, 7).Payload(Hello).ToArray());
        yield return ("ipv6 no next header", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv6(A6, B6, nextHeader: IpProtocols.NoNext).Payload(Hello).ToArray());
        yield return ("ah", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv4(A4, B4).Raw([6, 4, 0, 0, 0, 0, 0x12, 0x34, 0, 0, 0, 9, .. new byte[12]], ipProtocol: IpProtocols.Ah).Tcp(5, 6, 7).Payload(Hello).ToArray());
        yield return ("esp", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv4(A4, B4, protocol: IpProtocols.Esp).Payload(new byte[24]).ToArray());
        yield return ("sctp", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv4(A4, B4, protocol: IpProtocols.Sctp).Payload(new byte[24]).ToArray());
        yield return ("gre", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv4(A4, B4).Gre(key: 0x01020304, sequence: 5, withChecksum: true).IPv4(C4, D4).Tcp(5, 6, 7).Payload(Hello).ToArray());
        yield return ("gre ethernet", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv6(A6, B6).Gre().Ethernet().Vlan(9).IPv4(C4, D4).Udp(5, 6).Payload(Hello).ToArray());
        yield return ("enhanced gre", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv4(A4, B4).Raw([0x30, 0x81, 0x88, 0x0b, 0, 1, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0xff], ipProtocol: IpProtocols.Gre).ToArray());
        yield return ("4in4", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv4(A4, B4).IPv4(C4, D4).Tcp(5, 6, 7).Payload(Hello).ToArray());
        yield return ("6in4", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv4(A4, B4).IPv6(A6, B6).Udp(5, 6).Payload(Hello).ToArray());
        yield return ("4in6", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv6(A6, B6).IPv4(C4, D4).Udp(5, 6).Payload(Hello).ToArray());
        yield return ("mpls in ip", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv4(A4, B4).Mpls(77).IPv4(C4, D4).Udp(5, 6).Payload(Hello).ToArray());
        yield return ("vxlan", LinkType.Ethernet, new FrameBuilder().Ethernet().Vlan(5).IPv4(A4, B4).Udp(33333, VxlanHeader.UdpPort).Vxlan(0xabcdef).Ethernet([1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1])
            .IPv4(C4, D4).Tcp(5, 6, 7).Payload(Hello).ToArray());
        yield return ("vxlan with arp inside", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv4(A4, B4).Udp(33333, VxlanHeader.UdpPort).Vxlan(1).Ethernet().Raw(Arp(), EtherTypes.Arp).ToArray());
        yield return ("arp", LinkType.Ethernet, [.. new FrameBuilder().Ethernet().Raw(Arp(), EtherTypes.Arp).ToArray(), .. new byte[18]]);
        yield return ("lldp", LinkType.Ethernet, new FrameBuilder().Ethernet(destination: [1, 0x80, 0xc2, 0, 0, 0x0e]).Raw(Lldp(), EtherTypes.Lldp).ToArray());
        yield return ("802.3 snap", LinkType.Ethernet, LengthFrame([0xaa, 0xaa, 3, 0, 0, 0, 8, 0, .. ip], padding: 3));
        yield return ("802.3 llc ip", LinkType.Ethernet, LengthFrame([6, 6, 3, .. ip], padding: 3));
        yield return ("802.3 stp", LinkType.Ethernet, LengthFrame([0x42, 0x42, 3, .. new byte[35]], padding: 8));
        yield return ("icmp echo", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv4(A4, B4).Raw(Icmp(8, 0, 0x00010002, Hello), ipProtocol: IpProtocols.Icmp).ToArray());
        yield return ("icmp too big", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv4(B4, A4).Raw(Icmp(3, 4, 1400, ip[..28]), ipProtocol: IpProtocols.Icmp).ToArray());
        yield return ("icmp unreachable", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv4(B4, A4).Raw(Icmp(3, 3, 0, udp[14..]), ipProtocol: IpProtocols.Icmp).ToArray());
        yield return ("icmpv6 echo", LinkType.Ethernet, V6(128, 0x00010002, Hello));
        yield return ("icmpv6 too big", LinkType.Ethernet, V6(2, 1400, new FrameBuilder().IPv6(B6, A6).Udp(7, 8).Payload(Hello).ToArray()));
        yield return ("neighbour solicitation", LinkType.Ethernet, V6(135, 0, [.. Convert.FromHexString("20010db8000000000000000000000002"), 1, 1, 2, 0, 0, 0, 0, 1]));
        yield return ("neighbour advertisement", LinkType.Ethernet, V6(136, 0, Convert.FromHexString("20010db8000000000000000000000002")));
        yield return ("raw", LinkType.Raw, ip);
        yield return ("raw bsd", LinkType.RawBsd, ip);
        yield return ("raw ipv6", LinkType.IPv6, new FrameBuilder().IPv6(A6, B6).Udp(7, 8).Payload(Hello).ToArray());
        yield return ("null, little-endian", LinkType.Null, [2, 0, 0, 0, .. ip]);
        yield return ("null, big-endian", LinkType.Null, [0, 0, 0, 2, .. ip]);
        yield return ("null, ipv6 of macOS", LinkType.Null, [30, 0, 0, 0, .. new FrameBuilder().IPv6(A6, B6).Udp(7, 8).ToArray()]);
        yield return ("loop", LinkType.Loop, [0, 0, 0, 2, .. ip]);
        yield return ("sll", LinkType.LinuxSll, [.. Sll(EtherTypes.IPv4), .. ip]);
        yield return ("sll, tagged", LinkType.LinuxSll, [.. Sll(EtherTypes.Vlan), 0x60, 0x0c, 8, 0, .. ip]);
        yield return ("sll2", LinkType.LinuxSll2, [.. Sll2(EtherTypes.IPv4), .. ip]);
        yield return ("super-packet", LinkType.Ethernet, With(tcp, (16, 0), (17, 0)));
        yield return ("cut off in the payload", LinkType.Ethernet, tcp[..56]);
        yield return ("cut off in tcp options", LinkType.Ethernet, new FrameBuilder().Ethernet().IPv4(A4, B4).Tcp(1, 2, 3, options: AllTcpOptions()).Payload(Hello).ToArray()[..60]);
        yield return ("cut off in tcp", LinkType.Ethernet, tcp[..53]);
        yield return ("cut off in ip", LinkType.Ethernet, tcp[..33]);
        yield return ("data offset 4", LinkType.Ethernet, With(tcp, (46, 0x40)));
        yield return ("total length 19", LinkType.Ethernet, With(tcp, (17, 19)));
        yield return ("udp longer than ip", LinkType.Ethernet, With(udp, (39, 14)));
        yield return ("udp length 7", LinkType.Ethernet, With(udp, (39, 7)));
        yield return ("unknown type", LinkType.Ethernet, [.. tcp[..12], 0x12, 0x34, 1, 2, 3]);
        yield return ("too short for ethernet", LinkType.Ethernet, tcp[..13]);
        yield return ("nothing", LinkType.Ethernet, []);
    }

    public static byte[] With(byte[] frame, params (int At, byte Value)[] changes)
    {
        byte[] changed = [.. frame];
        foreach ((int at, byte value) in changes) { changed[at] = value; }
        return changed;
    }

    public static byte[] Arp()
    {
        byte[] packet = new byte[ArpHeader.EthernetIPv4Size];
        ArpHeader.Write(packet, 1, [2, 0, 0, 0, 0, 1], A4, [0, 0, 0, 0, 0, 0], B4);
        return packet;
    }

    public static byte[] Lldp()
    {
        byte[] unit = new byte[200];
        int at = LldpReader.Write(unit, LldpTlv.ChassisId, [4, 2, 0, 0, 0, 0, 1]);
        at += LldpReader.Write(unit.AsSpan(at), LldpTlv.PortId, [7, .. "eth0"u8]);
        at += LldpReader.Write(unit.AsSpan(at), LldpTlv.TimeToLiveType, [0, 120]);
        at += LldpReader.Write(unit.AsSpan(at), LldpTlv.PortDescription, "up\tlink"u8);
        at += LldpReader.Write(unit.AsSpan(at), LldpTlv.SystemName, "switch"u8);
        at += LldpReader.Write(unit.AsSpan(at), LldpTlv.SystemDescription, "Weir"u8);
        at += LldpReader.Write(unit.AsSpan(at), LldpTlv.End, default);
        return unit[..at];
    }

    public static byte[] Icmp(byte type, byte code, uint rest, byte[] payload)
    {
        byte[] message = new byte[IcmpHeader.Size + payload.Length];
        payload.CopyTo(message, IcmpHeader.Write(message, type, code, rest, payload));
        return message;
    }

    public static byte[] Sll(ushort protocol)
    {
        byte[] header = new byte[SllHeader.Size];
        SllHeader.Write(header, 4, 1, [2, 0, 0, 0, 0, 1], protocol);
        return header;
    }

    public static byte[] Sll2(ushort protocol)
    {
        byte[] header = new byte[Sll2Header.Size];
        Sll2Header.Write(header, 4, 1, 3, [2, 0, 0, 0, 0, 1], protocol);
        return header;
    }

    public static byte[] LengthFrame(byte[] data, int padding) =>
        [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, (byte)(data.Length >> 8), (byte)data.Length, .. data, .. new byte[padding]];

    private static byte[] V6(byte type, uint rest, byte[] payload)
    {
        byte[] message = new byte[IcmpV6Header.Size + payload.Length];
        IcmpV6Header.Write(message, A6, B6, type, 0, rest, payload);
        return new FrameBuilder().Ethernet().IPv6(A6, B6).Raw(message, ipProtocol: IpProtocols.IcmpV6).ToArray();
    }
}
