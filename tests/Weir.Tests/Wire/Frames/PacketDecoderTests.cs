using Weir.Tests.Fixtures;
using Weir.Wire;
using Weir.Wire.Frames;

namespace Weir.Tests.Wire.Frames;

public sealed class PacketDecoderTests
{
    /// <summary>Addresses and ports of this packet without a link layer look like the type, the length and the protocol of an IPv4 packet in an Ethernet frame.</summary>
    [Fact]
    public void A_packet_without_a_link_layer_is_never_taken_for_an_Ethernet_frame()
    {
        byte[] ethernet = new FrameBuilder().Ethernet().IPv4(IpAddress.FromIPv4(0x0800_4500), IpAddress.FromIPv4(0x0028_0000)).Tcp(0, 6, 1).Payload([0, 0, 0, 0, 0, 0, 0x50, .. new byte[53]]).ToArray();
        byte[] raw = ethernet[14..];
        raw.AsSpan(12, 3).ToArray().ShouldBe([0x08, 0x00, 0x45]);
        DecodedPacket packet = Samples.Decode(raw, LinkType.Raw);
        (packet.NetworkOffset, packet.TransportOffset, packet.PayloadLength).ShouldBe((0, 20, 60));
        (packet.Source, packet.Destination, packet.DestinationPort).ShouldBe((IpAddress.FromIPv4(0x0800_4500), IpAddress.FromIPv4(0x0028_0000), (ushort)6));
    }

    [Fact]
    public void A_plain_TCP_segment_is_described()
    {
        byte[] frame = Convert.FromHexString("0200000000010200000000020800" + "4500002d12344000400614540a0000010a000002" + "01bbc35011223344556677885018faf000000000" + "68656c6c6f" + "00");
        DecodedPacket packet = Samples.Decode(frame);
        packet.IpVersion.ShouldBe((byte)4);
        packet.Protocol.ShouldBe((byte)6);
        packet.HopLimit.ShouldBe((byte)64);
        packet.HasTransport.ShouldBeTrue();
        packet.IsFragment.ShouldBeFalse();
        packet.EtherType.ShouldBe((ushort)0x0800);
        packet.SourcePort.ShouldBe((ushort)443);
        packet.DestinationPort.ShouldBe((ushort)50000);
        packet.Sequence.ShouldBe(0x11223344u);
        packet.Acknowledgement.ShouldBe(0x55667788u);
        packet.Flags.ShouldBe(TcpFlags.Psh | TcpFlags.Ack);
        packet.Window.ShouldBe((ushort)0xfaf0);
        packet.FragmentId.ShouldBe(0x1234u);
        packet.Source.ShouldBe(Samples.A4);
        packet.Destination.ShouldBe(Samples.B4);
        Where(packet).ShouldBe((14, 34, 54, 5, 0));
        packet.TunnelKey.ShouldBe(0u);
        packet.Error.IsNone.ShouldBeTrue();
    }

    /// <summary>The common case in one pass must say exactly what the layers say.</summary>
    [Fact]
    public void One_pass_equals_the_layers_for_every_shape_length_and_changed_byte()
    {
        const int seed = 7;
        var random = new Random(seed);
        foreach ((string name, LinkType link, byte[] frame) in Samples.All())
        {
            for (int length = 0; length <= frame.Length; length++) { Equal(frame[..length], link, name); }
            for (int round = 0; round < 300; round++)
            {
                byte[] changed = [.. frame];
                for (int i = 0; i < 1 + (round % 3) && changed.Length > 0; i++) { changed[random.Next(changed.Length)] = (byte)random.Next(256); }
                Equal(changed, link, $"{name}, seed {seed}, round {round}");
            }
        }

        static void Equal(byte[] frame, LinkType link, string what)
        {
            DecodedPacket layers = default;
            PacketDecoder.DecodeLayers(frame, link, ref layers);
            DecodedPacket packet = Samples.Decode(frame, link);
            packet.Equals(layers).ShouldBeTrue(what);
            PacketDecoderFuzzTests.Check(packet, frame.Length, what);
        }
    }

    [Theory]
    // name, protocol, ports, network, transport, payload, its length, missing
    [InlineData("tcp, padded", 6, 443, 50000, 14, 34, 54, 0, 0)]
    [InlineData("tcp, options", 6, 1, 2, 14, 34, 94, 5, 0)]
    [InlineData("udp", 17, 53, 40000, 14, 34, 42, 5, 0)]
    [InlineData("tcp over ipv6", 6, 80, 1024, 14, 54, 74, 5, 0)]
    [InlineData("udp over ipv6", 17, 546, 547, 14, 54, 62, 5, 0)]
    [InlineData("vlan", 6, 1, 2, 18, 38, 58, 5, 0)]
    [InlineData("qinq", 17, 5, 6, 22, 62, 70, 5, 0)]
    [InlineData("three tags", 17, 5, 6, 26, 46, 54, 0, 0)]
    [InlineData("mpls", 17, 5, 6, 22, 42, 50, 5, 0)]
    [InlineData("pppoe", 17, 5, 6, 22, 62, 70, 5, 0)]
    [InlineData("ip options", 17, 5, 6, 14, 42, 50, 0, 0)]
    [InlineData("first fragment", 17, 0, 0, 14, 34, 34, 16, 0)]
    [InlineData("last fragment", 17, 0, 0, 14, 34, 34, 5, 0)]
    [InlineData("ipv6 fragment", 6, 0, 0, 14, 62, 62, 16, 0)]
    [InlineData("ipv6 atomic fragment", 17, 5, 6, 14, 62, 70, 5, 0)]
    [InlineData("ipv6 extensions", 6, 5, 6, 14, 110, 130, 5, 0)]
    [InlineData("ipv6 no next header", 59, 0, 0, 14, 54, 54, 5, 0)]
    [InlineData("ah", 6, 5, 6, 14, 58, 78, 5, 0)]
    [InlineData("esp", 50, 0, 0, 14, 34, 34, 24, 0)]
    [InlineData("sctp", 132, 0, 0, 14, 34, 34, 24, 0)]
    [InlineData("gre", 6, 5, 6, 50, 70, 90, 5, 0)]
    [InlineData("gre ethernet", 17, 5, 6, 76, 96, 104, 5, 0)]
    [InlineData("enhanced gre", 47, 0, 0, 14, 34, 50, 1, 0)]
    [InlineData("4in4", 6, 5, 6, 34, 54, 74, 5, 0)]
    [InlineData("6in4", 17, 5, 6, 34, 74, 82, 5, 0)]
    [InlineData("4in6", 17, 5, 6, 54, 74, 82, 5, 0)]
    [InlineData("mpls in ip", 17, 5, 6, 38, 58, 66, 5, 0)]
    [InlineData("vxlan", 6, 5, 6, 68, 88, 108, 5, 0)]
    [InlineData("vxlan with arp inside", 17, 33333, 4789, 14, 34, 42, 50, 0)]
    [InlineData("arp", 0, 0, 0, -1, -1, 14, 46, 0)]
    [InlineData("802.3 snap", 6, 443, 50000, 22, 42, 62, 5, 0)]
    [InlineData("802.3 llc ip", 6, 443, 50000, 17, 37, 57, 5, 0)]
    [InlineData("802.3 stp", 0, 0, 0, -1, -1, 14, 38, 0)]
    [InlineData("icmp echo", 1, 0, 0, 14, 34, 34, 13, 0)]
    [InlineData("icmpv6 echo", 58, 0, 0, 14, 54, 54, 13, 0)]
    [InlineData("raw", 6, 443, 50000, 0, 20, 40, 5, 0)]
    [InlineData("raw bsd", 6, 443, 50000, 0, 20, 40, 5, 0)]
    [InlineData("raw ipv6", 17, 7, 8, 0, 40, 48, 5, 0)]
    [InlineData("null, little-endian", 6, 443, 50000, 4, 24, 44, 5, 0)]
    [InlineData("null, big-endian", 6, 443, 50000, 4, 24, 44, 5, 0)]
    [InlineData("null, ipv6 of macOS", 17, 7, 8, 4, 44, 52, 0, 0)]
    [InlineData("loop", 6, 443, 50000, 4, 24, 44, 5, 0)]
    [InlineData("sll", 6, 443, 50000, 16, 36, 56, 5, 0)]
    [InlineData("sll, tagged", 6, 443, 50000, 20, 40, 60, 5, 0)]
    [InlineData("sll2", 6, 443, 50000, 20, 40, 60, 5, 0)]
    [InlineData("super-packet", 6, 443, 50000, 14, 34, 54, 5, 0)]
    [InlineData("cut off in the payload", 6, 443, 50000, 14, 34, 54, 2, 3)]
    [InlineData("unknown type", 0, 0, 0, -1, -1, 14, 3, 0)]
    [InlineData("nothing", 0, 0, 0, -1, -1, 0, 0, 0)]
    public void Every_shape_is_described(string sample, int protocol, int source, int destination, int network, int transport, int payload, int length, int missing)
    {
        (_, LinkType link, byte[] frame) = Samples.All().Single(s => s.Name == sample);
        DecodedPacket packet = Samples.Decode(frame, link);
        (packet.Protocol, packet.SourcePort, packet.DestinationPort).ShouldBe(((byte)protocol, (ushort)source, (ushort)destination));
        packet.HasTransport.ShouldBe(source != 0);
        Where(packet).ShouldBe((network, transport, payload, length, missing));
        if (sample != "nothing") { packet.Error.IsNone.ShouldBeTrue(packet.Error.ToString()); }
    }

    [Theory]
    [InlineData("cut off in tcp options", "tcp", 34, 60, 26, "frame", true, 60, 0, 5)]
    [InlineData("cut off in tcp", "tcp", 34, 20, 19, "frame", false, 34, 19, 6)]
    [InlineData("cut off in ip", "ipv4", 14, 20, 19, "frame", false, 14, 19, 0)]
    [InlineData("data offset 4", "tcp", 34, 20, 16, "tcp.data_offset", false, 34, 25, 0)]
    [InlineData("total length 19", "ipv4", 14, 20, 19, "ipv4.total_length", false, 14, 45, 0)]
    [InlineData("udp longer than ip", "udp", 34, 14, 13, "ipv4.total_length", true, 42, 5, 0)]
    [InlineData("udp length 7", "udp", 34, 8, 7, "udp.length", false, 34, 13, 0)]
    [InlineData("too short for ethernet", "ethernet", 0, 14, 13, "frame", false, 0, 13, 0)]
    public void Faults_are_told_and_what_came_before_is_kept(string sample, string layer, int offset, int needed, int available, string limitedBy, bool transport, int payload, int length, int missing)
    {
        (_, LinkType link, byte[] frame) = Samples.All().Single(s => s.Name == sample);
        DecodedPacket packet = Samples.Decode(frame, link);
        packet.Error.ShouldBe(new LengthError(layer, offset, needed, available, limitedBy));
        packet.HasTransport.ShouldBe(transport);
        (packet.PayloadOffset, packet.PayloadLength, packet.PayloadMissing).ShouldBe((payload, length, missing));
        if (layer is "tcp" or "udp" || sample == "total length 19") { packet.Source.ShouldBe(Samples.A4); }
        if (layer == "ethernet") { packet.IpVersion.ShouldBe((byte)0); }
    }

    [Fact]
    public void Tags_and_types_are_kept()
    {
        Tags("vlan").ShouldBe((100, 0, 0x0800));
        Tags("qinq").ShouldBe((4095, 200, 0x86dd));
        Tags("three tags").ShouldBe((1, 3, 0x0800));
        Tags("gre ethernet").ShouldBe((9, 0, 0x0800));
        Tags("vxlan").ShouldBe((0, 0, 0x0800));
        Tags("mpls").ShouldBe((0, 0, 0x8847));
        Tags("sll, tagged").ShouldBe((12, 0, 0x0800));
        Tags("802.3 snap").ShouldBe((0, 0, 0x0800));
        Tags("802.3 stp").ShouldBe((0, 0, 0));
        Tags("arp").ShouldBe((0, 0, 0x0806));
        Tags("raw").ShouldBe((0, 0, 0));

        static (int, int, int) Tags(string sample)
        {
            (_, LinkType link, byte[] frame) = Samples.All().Single(s => s.Name == sample);
            DecodedPacket packet = Samples.Decode(frame, link);
            return (packet.OuterVlan, packet.InnerVlan, packet.EtherType);
        }
    }

    [Fact]
    public void Fragments_are_told()
    {
        Fragment("first fragment").ShouldBe((true, true, 0, 7u));
        Fragment("last fragment").ShouldBe((true, false, 16, 7u));
        Fragment("ipv6 fragment").ShouldBe((true, true, 1448, 0xdeadbeefu));
        Fragment("ipv6 atomic fragment").ShouldBe((false, false, 0, 1u));

        static (bool, bool, int, uint) Fragment(string sample)
        {
            DecodedPacket packet = Samples.Decode(Samples.All().Single(s => s.Name == sample).Frame);
            return (packet.IsFragment, packet.MoreFragments, packet.FragmentOffset, packet.FragmentId);
        }
    }

    [Fact]
    public void A_tunnel_key_is_equal_in_both_directions_and_differs_between_tunnels()
    {
        var keys = new HashSet<uint>
        {
            Key(b => b.IPv4(Samples.A4, Samples.B4).Gre()),
            Key(b => b.IPv4(Samples.A4, Samples.B4).Gre(1)),
            Key(b => b.IPv4(Samples.A4, Samples.B4).Gre(2)),
            Key(b => b.IPv4(Samples.A4, Samples.D4).Gre(2)),
            Key(b => b.IPv4(Samples.A4, Samples.B4)),
            Key(b => b.Vlan(3).IPv4(Samples.A4, Samples.B4)),
            Key(b => b.Vlan(3).Vlan(3).IPv4(Samples.A4, Samples.B4)),
            Key(b => b.IPv6(Samples.A6, Samples.B6)),
            Key(b => b.IPv4(Samples.A4, Samples.B4).IPv4(Samples.A4, Samples.B4)),
            Key(b => b.IPv4(Samples.A4, Samples.B4).Udp(9, 4789).Vxlan(1).Ethernet()),
            Key(b => b.IPv4(Samples.A4, Samples.B4).Udp(9, 4789).Vxlan(2).Ethernet()),
        };
        keys.Count.ShouldBe(11);
        keys.ShouldNotContain(0u);
        Key(b => b.IPv4(Samples.A4, Samples.B4).Gre(1)).ShouldBe(Key(b => b.IPv4(Samples.B4, Samples.A4).Gre(1, sequence: 9)));
        Key(b => b.IPv6(Samples.A6, Samples.B6)).ShouldBe(Key(b => b.IPv6(Samples.B6, Samples.A6)));
        Key(b => b.IPv4(Samples.A4, Samples.B4).Udp(9, 4789).Vxlan(2).Ethernet()).ShouldBe(Key(b => b.IPv4(Samples.B4, Samples.A4).Udp(77, 4789).Vxlan(2).Ethernet()));

        static uint Key(Func<FrameBuilder, FrameBuilder> tunnel)
        {
            DecodedPacket packet = Samples.Decode(tunnel(new FrameBuilder().Ethernet()).IPv4(Samples.C4, Samples.D4).Tcp(1, 2, 3).ToArray());
            packet.Source.ShouldBe(Samples.C4);
            return packet.TunnelKey;
        }
    }

    /// <summary>A tunnel without an Ethernet header of its own keeps the tags of the frame; one with an Ethernet header has its own.</summary>
    [Fact]
    public void Tags_around_a_tunnel_stay()
    {
        DecodedPacket packet = Samples.Decode(new FrameBuilder().Ethernet().Vlan(7).Vlan(8).IPv4(Samples.A4, Samples.B4).Gre().IPv6(Samples.A6, Samples.B6).Tcp(1, 2, 3).ToArray());
        (packet.OuterVlan, packet.InnerVlan, packet.EtherType, packet.IpVersion).ShouldBe(((ushort)7, (ushort)8, EtherTypes.IPv6, (byte)6));
    }

    [Fact]
    public void Tunnels_are_followed_eight_deep()
    {
        foreach (int depth in new[] { 1, 7, 8, 9, 30 })
        {
            FrameBuilder builder = new FrameBuilder().Ethernet();
            for (int i = 0; i <= depth; i++) { builder.IPv4(IpAddress.FromIPv4((uint)i), Samples.B4); }
            DecodedPacket packet = Samples.Decode(builder.Udp(1, 2).ToArray());
            packet.Source.ShouldBe(IpAddress.FromIPv4((uint)Math.Min(depth, 8)));
            packet.HasTransport.ShouldBe(depth <= 8);
            packet.Protocol.ShouldBe(depth <= 8 ? (byte)17 : (byte)4);
            packet.Error.IsNone.ShouldBeTrue();
        }
    }

    [Fact]
    public void A_malformed_inner_packet_leaves_the_outer_one_with_the_inner_fault()
    {
        byte[] frame = Samples.All().Single(s => s.Name == "vxlan").Frame;
        // The inner IPv4 header lies at 68.
        DecodedPacket packet = Samples.Decode(Samples.With(frame, (68, 0x43)));
        packet.Source.ShouldBe(Samples.A4);
        (packet.SourcePort, packet.DestinationPort, packet.TunnelKey, packet.OuterVlan).ShouldBe(((ushort)33333, VxlanHeader.UdpPort, 0u, (ushort)5));
        Where(packet).ShouldBe((18, 38, 46, 67, 0));
        packet.Error.ShouldBe(new LengthError("ipv4", 68, 20, 12, "ipv4.ihl"));
        // The outer datagram ends inside the inner IP header.
        packet = Samples.Decode(frame[..80]);
        (packet.SourcePort, packet.PayloadLength, packet.PayloadMissing).ShouldBe(((ushort)33333, 34, 33));
        packet.Error.ShouldBe(new LengthError("ipv4", 68, 20, 12, "frame"));
        // A malformed inner segment leaves the inner packet.
        packet = Samples.Decode(Samples.With(frame, (100, 0x40)));
        (packet.Source, packet.HasTransport, packet.TransportOffset).ShouldBe((Samples.C4, false, 88));
        packet.Error.ShouldBe(new LengthError("tcp", 88, 20, 16, "tcp.data_offset"));
        // Without the I flag it is no VXLAN (RFC 7348 5).
        packet = Samples.Decode(Samples.With(frame, (46, 0)));
        (packet.SourcePort, packet.TunnelKey, packet.Error.IsNone).ShouldBe(((ushort)33333, 0u, true));
    }

    /// <summary>An inner packet ends where the outer one ends, although bytes follow; what it promises beyond is missing.</summary>
    [Fact]
    public void Bytes_behind_a_tunnel_are_not_the_inner_packets()
    {
        byte[] frame = [.. Samples.All().Single(s => s.Name == "4in4").Frame, 9, 9, 9, 9, 9, 9];
        frame[37].ShouldBe((byte)45);
        DecodedPacket packet = Samples.Decode(Samples.With(frame, (37, 49)));
        Where(packet).ShouldBe((34, 54, 74, 5, 4));
        packet = Samples.Decode(Samples.With(frame, (37, 44)));
        Where(packet).ShouldBe((34, 54, 74, 4, 0));
    }

    [Fact]
    public void A_TCP_header_longer_than_its_packet_is_malformed()
    {
        byte[] frame = Samples.Tcp4().Payload([]).ToArray();
        DecodedPacket packet = Samples.Decode([.. Samples.With(frame, (46, 0x60)), 0, 0, 0, 0, 0, 0]);
        packet.HasTransport.ShouldBeFalse();
        packet.SourcePort.ShouldBe((ushort)0);
        packet.Error.ShouldBe(new LengthError("tcp", 34, 24, 20, "ipv4.total_length"));
        (packet.PayloadOffset, packet.PayloadLength).ShouldBe((34, 20));
    }

    [Fact]
    public void IPv6_jumbograms_and_super_packets_reach_to_the_end()
    {
        byte[] plain = new FrameBuilder().Ethernet().IPv6(Samples.A6, Samples.B6).Tcp(1, 2, 3).Payload(Samples.Hello).ToArray();
        Where(Samples.Decode(Samples.With(plain, (19, 0)))).ShouldBe((14, 54, 74, 5, 0));
        // No payload at all: honest only without a next header.
        byte[] none = Samples.All().Single(s => s.Name == "ipv6 no next header").Frame;
        Where(Samples.Decode(Samples.With(none, (19, 0)))).ShouldBe((14, 54, 54, 0, 0));
        byte[] jumbo = new FrameBuilder().Ethernet().IPv6(Samples.A6, Samples.B6).Extension(IpProtocols.HopByHop, [IPv6Extension.JumboOption, 4, 0, 0, 0, 33]).Tcp(1, 2, 3).Payload(Samples.Hello).ToArray();
        byte[] zero = Samples.With(jumbo, (18, 0), (19, 0));
        Where(Samples.Decode([.. zero, 0xff])).ShouldBe((14, 62, 82, 5, 0));
        Where(Samples.Decode(Samples.With(zero, (59, 1)))).ShouldBe((14, 62, 82, 5, 65536));
        DecodedPacket packet = Samples.Decode(Samples.With(zero, (58, 0xff), (59, 0xff)));
        packet.HasTransport.ShouldBeTrue();
        (packet.PayloadLength, packet.PayloadMissing).ShouldBe((5, int.MaxValue - 87));
        packet = Samples.Decode(Samples.With(zero, (61, 7)));
        packet.Error.ShouldBe(new LengthError("ipv6.hop_by_hop", 54, 8, 7, "ipv6.jumbo_length"));
        (packet.HasTransport, packet.TransportOffset).ShouldBe((false, -1));
    }

    /// <summary>A length of 0 in UDP: a jumbogram's (RFC 2675 4), to the end of the packet.</summary>
    [Fact]
    public void A_UDP_length_of_zero_reaches_to_the_end()
    {
        byte[] frame = [.. Samples.All().Single(s => s.Name == "udp").Frame, 0, 0];
        Where(Samples.Decode(Samples.With(frame, (39, 0)))).ShouldBe((14, 34, 42, 5, 0));
        // A datagram shorter than its packet ends where it says.
        Where(Samples.Decode(Samples.With(frame, (39, 12)))).ShouldBe((14, 34, 42, 4, 0));
        Samples.Decode(Samples.With(frame, (39, 12))).Error.IsNone.ShouldBeTrue();
        Where(Samples.Decode(Samples.With(frame, (39, 8)))).ShouldBe((14, 34, 42, 0, 0));
    }

    [Fact]
    public void Chains_of_headers_without_end_do_not_overflow_the_stack()
    {
        byte[] chain = new byte[400_000];
        new FrameBuilder().IPv6(Samples.A6, Samples.B6, nextHeader: IpProtocols.Ah).ToArray().CopyTo(chain, 0);
        for (int i = 40; i + 8 <= chain.Length; i += 8) { (chain[i], chain[i + 1]) = (IpProtocols.Ah, 0); }
        DecodedPacket packet = Samples.Decode(chain, LinkType.Raw);
        packet.Error.Layer.ShouldBe("ah");
        FieldPlan.TryCompile(["fault"], out FieldPlan? plan, out _).ShouldBeTrue();
        byte[] row = new byte[1000];
        plan.TryAppend(row, chain, LinkType.Raw, packet, default, out int written).ShouldBeTrue();
        written.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Faults_of_tags_labels_and_cooked_headers_are_told()
    {
        Error("vlan", 17).ShouldBe(new LengthError("vlan", 14, 4, 3, "frame"));
        Error("qinq", 21).ShouldBe(new LengthError("vlan", 18, 4, 3, "frame"));
        Error("mpls", 21).ShouldBe(new LengthError("mpls", 18, 4, 3, "frame"));
        Error("pppoe", 21).ShouldBe(new LengthError("pppoe", 14, 8, 7, "frame"));
        Error("gre", 49).ShouldBe(new LengthError("gre", 34, 16, 15, "frame"));
        Error("ipv6 fragment", 61).ShouldBe(new LengthError("ipv6.fragment", 54, 8, 7, "frame"));
        Error("ah", 57).ShouldBe(new LengthError("ah", 34, 24, 23, "frame"));
        Error("udp", 41).ShouldBe(new LengthError("udp", 34, 8, 7, "frame"));
        Error("tcp over ipv6", 53).ShouldBe(new LengthError("ipv6", 14, 40, 39, "frame"));
        Error("sll", 15).ShouldBe(new LengthError("sll", 0, 16, 15, "frame"));
        Error("sll2", 19).ShouldBe(new LengthError("sll2", 0, 20, 19, "frame"));
        Error("null, little-endian", 3).ShouldBe(new LengthError("null", 0, 4, 3, "frame"));
        Error("loop", 3).ShouldBe(new LengthError("null", 0, 4, 3, "frame"));
        Error("raw", 0).ShouldBe(new LengthError("ipv4", 0, 20, 0, "frame"));
        // The IP header that 802.3's length cuts short.
        DecodedPacket packet = Samples.Decode(Samples.With(Samples.All().Single(s => s.Name == "802.3 snap").Frame, (13, 27)));
        packet.Error.ShouldBe(new LengthError("ipv4", 22, 20, 19, "ethernet.length"));

        static LengthError Error(string sample, int length)
        {
            (_, LinkType link, byte[] frame) = Samples.All().Single(s => s.Name == sample);
            return Samples.Decode(frame[..length], link).Error;
        }
    }

    [Fact]
    public void PPPoE_that_is_no_IP_or_ends_early_is_left_as_payload()
    {
        byte[] frame = Samples.All().Single(s => s.Name == "pppoe").Frame;
        DecodedPacket packet = Samples.Decode(Samples.With(frame, (20, 0xc0), (21, 0x21)));
        (packet.IpVersion, packet.PayloadOffset, packet.PayloadLength, packet.EtherType).ShouldBe(((byte)0, 22, 53, EtherTypes.PppoeSession));
        packet = Samples.Decode(Samples.With(frame, (18, 0), (19, 2)));
        (packet.IpVersion, packet.PayloadOffset, packet.PayloadLength, packet.Error.IsNone).ShouldBe(((byte)0, 22, 0, true));
        packet = Samples.Decode(Samples.With(frame, (18, 0), (19, 3)));
        packet.Error.ShouldBe(new LengthError("ipv6", 22, 40, 1, "pppoe.length"));
    }

    [Fact]
    public void What_lies_below_labels_is_IP_only_when_it_says_so()
    {
        byte[] frame = Samples.All().Single(s => s.Name == "mpls").Frame;
        DecodedPacket packet = Samples.Decode(Samples.With(frame, (22, 0x05)));
        (packet.IpVersion, packet.PayloadOffset, packet.EtherType).ShouldBe(((byte)0, 22, EtherTypes.Mpls));
        packet = Samples.Decode(frame[..22]);
        (packet.IpVersion, packet.PayloadLength, packet.Error.IsNone).ShouldBe(((byte)0, 0, true));
    }

    [Fact]
    public void A_joined_datagram_is_decoded_from_its_IP_header()
    {
        DecodedPacket packet = default;
        PacketDecoder.DecodeIp(new FrameBuilder().IPv6(Samples.A6, Samples.B6).Udp(1, 2).Payload(Samples.Hello).ToArray(), ref packet);
        (packet.IpVersion, packet.NetworkOffset, packet.PayloadLength, packet.HasTransport).ShouldBe(((byte)6, 0, 5, true));
        PacketDecoder.DecodeIp(Samples.Tcp4().ToArray().AsSpan(14), ref packet);
        (packet.IpVersion, packet.PayloadLength, packet.SourcePort).ShouldBe(((byte)4, 5, (ushort)443));
    }

    [Fact]
    public void An_unknown_link_type_is_all_payload()
    {
        DecodedPacket packet = Samples.Decode([1, 2, 3], (LinkType)147);
        Where(packet).ShouldBe((-1, -1, 0, 3, 0));
        packet.Error.IsNone.ShouldBeTrue();
    }

    [Fact]
    public void Decoding_allocates_nothing()
    {
        byte[][] frames = Samples.All().Where(s => s.Link == LinkType.Ethernet).Select(s => s.Frame).ToArray();
        DecodedPacket packet = default;
        Budget.Allocates(0, () =>
        {
            foreach (byte[] frame in frames) { PacketDecoder.Decode(frame, LinkType.Ethernet, ref packet); }
        });
    }

    private static (int, int, int, int, int) Where(in DecodedPacket packet) =>
        (packet.NetworkOffset, packet.TransportOffset, packet.PayloadOffset, packet.PayloadLength, packet.PayloadMissing);
}
