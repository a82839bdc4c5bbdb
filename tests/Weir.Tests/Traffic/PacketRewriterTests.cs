using Weir.Traffic;
using Weir.Wire.Frames;

namespace Weir.Tests.Traffic;

/// <summary>Bytes in, bytes out: what a rule changes, what stays, and that every checksum holds afterwards.</summary>
public class PacketRewriterTests
{
    private static readonly IpAddress A4 = Address("10.1.2.3"), B4 = Address("10.200.0.9"), A6 = Address("fd00::1:2"), B6 = Address("fd00:5::9");
    private static readonly RewriteRules There = new() { Addresses = AddressRule.Parse("10.0.0.0/8=172.0.0.0/8,fd00::/16=2001::/16"), Ports = PortRule.Parse("1000-1999=51000-51999") };
    private static readonly RewriteRules Back = new() { Addresses = AddressRule.Parse("172.0.0.0/8=10.0.0.0/8,2001::/16=fd00::/16"), Ports = PortRule.Parse("51000-51999=1000-1999") };

    /// <summary>Frames of many kinds, each with right checksums.</summary>
    public static TheoryData<string, byte[]> Frames()
    {
        byte[] data = [.. Enumerable.Range(0, 61).Select(i => (byte)(i * 7))];
        byte[] quoted4 = new FrameBuilder().IPv4(B4, A4).Udp(1053, 1999).Payload(data).ToArray();
        byte[] quoted6 = new FrameBuilder().IPv6(B6, A6).Tcp(1053, 1999, 1, 2, TcpFlags.Ack).Payload(data).ToArray();
        return new TheoryData<string, byte[]>
        {
            { "tcp4", new FrameBuilder().Ethernet().IPv4(A4, B4).Tcp(1234, 80, 1, 2, TcpFlags.Ack).Payload(data).ToArray() },
            { "udp4", new FrameBuilder().Ethernet().IPv4(A4, B4).Udp(1234, 53).Payload(data).ToArray() },
            { "tcp6", new FrameBuilder().Ethernet().IPv6(A6, B6).Tcp(1234, 80, 1, 2, TcpFlags.Ack).Payload(data).ToArray() },
            { "udp6 in a vlan", new FrameBuilder().Ethernet().Vlan(7).IPv6(A6, B6).Udp(1234, 53).Payload(data).ToArray() },
            { "icmp error", new FrameBuilder().Ethernet().IPv4(A4, B4, protocol: IpProtocols.Icmp).Payload(Unreachable(quoted4)).ToArray() },
            { "icmpv6 error", new FrameBuilder().Ethernet().IPv6(A6, B6, nextHeader: IpProtocols.IcmpV6).Payload(Unreachable6(quoted6)).ToArray() },
            { "gre", new FrameBuilder().Ethernet().IPv4(A4, B4).Gre(key: 4).IPv6(A6, B6).Udp(1500, 53).Payload(data).ToArray() },
            { "vxlan", new FrameBuilder().Ethernet().IPv4(A4, B4).Udp(1500, 4789).Vxlan(9).Ethernet().IPv4(B4, A4).Tcp(1000, 1001, 5, 6, TcpFlags.Syn).Payload(data).ToArray() },
            { "6in4", new FrameBuilder().Ethernet().IPv4(A4, B4).IPv6(A6, B6).Udp(1500, 53).Payload(data).ToArray() },
        };
    }

    [Theory]
    [MemberData(nameof(Frames))]
    public void A_map_and_its_way_back_give_the_same_bytes_also_of_frames_cut_off_anywhere_or_with_wrong_checksums(string name, byte[] frame)
    {
        name.ShouldNotBeEmpty();
        for (int length = 0; length <= frame.Length; length++)
        {
            byte[] there = Rewrite(There, frame.AsSpan(0, length));
            if (length == frame.Length) { there.ShouldNotBe(frame); }
            Rewrite(Back, there).ShouldBe(frame[..length], $"cut at {length}");
        }

        var random = new Random(5);
        for (int round = 0; round < 2000; round++)
        {
            byte[] noisy = [.. frame];
            for (int flips = random.Next(1, 6); flips > 0; flips--) { noisy[random.Next(noisy.Length)] ^= (byte)(1 << random.Next(8)); }
            byte[] there = Rewrite(There, noisy);
            there.Length.ShouldBe(noisy.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Frames))]
    public void Following_a_change_and_computing_anew_give_the_same_checksums(string name, byte[] frame)
    {
        byte[] followed = Rewrite(There with { HopLimit = HopLimitEdit.Parse("-3") }, frame);
        byte[] computed = Rewrite(There with { HopLimit = HopLimitEdit.Parse("-3"), FixChecksums = true }, frame);
        computed.ShouldBe(followed, name);
        Rewrite(new RewriteRules { FixChecksums = true }, frame).ShouldBe(frame, name);
    }

    [Fact]
    public void A_wrong_checksum_stays_wrong_and_becomes_right_when_asked()
    {
        byte[] frame = new FrameBuilder().Ethernet().IPv4(A4, B4).Tcp(1234, 80, 1, 2, TcpFlags.Ack).Payload([1, 2, 3]).ToArray();
        byte[] right = Rewrite(There, frame);
        frame[50] ^= 0x40;
        byte[] wrong = Rewrite(There, frame);
        wrong.ShouldNotBe(right);
        wrong[50] ^= 0x40;
        InternetChecksum.Verify(Address("172.1.2.3"), Address("172.200.0.9"), IpProtocols.Tcp, Rewrite(There, frame).AsSpan(34)).ShouldBe(ChecksumVerdict.Wrong);
        Rewrite(There with { FixChecksums = true }, frame).ShouldBe(right);
    }

    [Fact]
    public void A_udp_checksum_of_zero_stays_zero()
    {
        byte[] frame = new FrameBuilder().Ethernet().IPv4(A4, B4).Udp(1234, 53).Payload([1, 2, 3]).ToArray();
        frame[40] = frame[41] = 0;
        byte[] there = Rewrite(There with { FixChecksums = true }, frame);
        (there[40], there[41]).ShouldBe(((byte)0, (byte)0));
    }

    [Fact]
    public void A_checksum_that_hardware_had_yet_to_finish_stays_unfinished()
    {
        byte[] frame = new FrameBuilder().Ethernet().IPv4(A4, B4).Tcp(80, 80, 1, 2, TcpFlags.Ack).Payload([1, 2, 3]).ToArray();
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(50), InternetChecksum.ComputePartial(A4, B4, IpProtocols.Tcp, frame.Length - 34));
        byte[] there = Rewrite(There, frame);
        InternetChecksum.Verify(Address("172.1.2.3"), Address("172.200.0.9"), IpProtocols.Tcp, there.AsSpan(34)).ShouldBe(ChecksumVerdict.Partial);
    }

    [Fact]
    public void A_first_fragment_keeps_the_checksum_of_its_datagram_right_and_later_ones_have_none()
    {
        byte[] datagram = new FrameBuilder().IPv4(A4, B4).Udp(1234, 53).Payload(new byte[64]).ToArray()[20..];
        byte[] first = new FrameBuilder().IPv4(A4, B4, moreFragments: true, protocol: IpProtocols.Udp).Payload(datagram[..40]).ToArray();
        byte[] second = new FrameBuilder().IPv4(A4, B4, fragmentOffset: 40, protocol: IpProtocols.Udp).Payload(datagram[40..]).ToArray();
        byte[] joined = [.. Rewrite(There, first, LinkType.Raw)[20..], .. Rewrite(There, second, LinkType.Raw)[20..]];
        InternetChecksum.Verify(Address("172.1.2.3"), Address("172.200.0.9"), IpProtocols.Udp, joined).ShouldBe(ChecksumVerdict.Right);
    }

    [Fact]
    public void Endpoints_go_by_the_side_and_a_quoted_packet_went_the_other_way()
    {
        RewriteRules rules = new() { Endpoints = [(Address("1.1.1.1"), Address("2.2.2.2"))], OuterOnly = true };
        byte[] quoted = new FrameBuilder().IPv4(B4, A4).Udp(1053, 1999).Payload([1]).ToArray();
        byte[] frame = new FrameBuilder().IPv4(A4, B4, protocol: IpProtocols.Icmp).Payload(Unreachable(quoted)).ToArray();
        byte[] there = Rewrite(rules, frame, LinkType.Raw);
        (Ip(there, 12), Ip(there, 16), Ip(there, 40), Ip(there, 44)).ShouldBe(("1.1.1.1", "2.2.2.2", "2.2.2.2", "1.1.1.1"));
        there = Rewrite(rules, frame, LinkType.Raw, TrafficSide.Server);
        (Ip(there, 12), Ip(there, 16), Ip(there, 40), Ip(there, 44)).ShouldBe(("2.2.2.2", "1.1.1.1", "1.1.1.1", "2.2.2.2"));
    }

    [Fact]
    public void Tags_are_added_deleted_and_changed_and_the_length_on_the_wire_follows()
    {
        byte[] plain = new FrameBuilder().Ethernet().IPv4(A4, B4).Udp(1, 2).Payload([1]).ToArray();
        byte[] tagged = new FrameBuilder().Ethernet().Vlan(5, 3, EtherTypes.ServiceVlan).IPv4(A4, B4).Udp(1, 2).Payload([1]).ToArray();
        Rewrite(new RewriteRules { Vlan = new VlanEdit { Type = EtherTypes.ServiceVlan }.WithAdd("5:3") }, plain).ShouldBe(tagged);
        Rewrite(new RewriteRules { Vlan = new VlanEdit { Delete = true } }, tagged).ShouldBe(plain);
        Rewrite(new RewriteRules { Vlan = new VlanEdit { Delete = true } }, plain).ShouldBe(plain);
        byte[] changed = Rewrite(new RewriteRules { Vlan = new VlanEdit().WithChange("5=6") }, tagged);
        (changed[14], changed[15]).ShouldBe(((byte)0x60, (byte)6));
        int original = 1000;
        new PacketRewriter(new RewriteRules { Vlan = new VlanEdit { Add = 1 } }).Rewrite(plain, LinkType.Ethernet, 1, TrafficSide.Client, ref original).Length.ShouldBe(plain.Length + 4);
        original.ShouldBe(1004);
        Should.Throw<WeirException>(() => Rewrite(new RewriteRules { Vlan = new VlanEdit { Add = 1 } }, plain, LinkType.Raw)).Message.ShouldStartWith("packet 1 has no Ethernet header");
    }

    [Fact]
    public void Random_addresses_keep_networks_together_and_kinds_of_addresses_apart()
    {
        var map = new AddressRandomizer(7);
        var random = new Random(1);
        var seen = new Dictionary<IpAddress, IpAddress>();
        for (int i = 0; i < 20_000; i++)
        {
            var address = IpAddress.FromIPv4((uint)random.NextInt64(0x0a000000, 0x0a0fffff));
            IpAddress mapped = map.Map(address);
            if (seen.TryGetValue(mapped, out IpAddress other)) { other.ShouldBe(address); }
            seen[mapped] = address;
            UInt128 before = address.Value ^ A4.Value;
            UInt128 after = mapped.Value ^ map.Map(A4).Value;
            UInt128.LeadingZeroCount(after).ShouldBe(UInt128.LeadingZeroCount(before));
        }

        foreach (string kept in (string[])["127.0.0.1", "224.0.0.251", "255.255.255.255", "0.0.0.0", "::1", "::", "ff02::1"]) { map.Map(Address(kept)).ShouldBe(Address(kept)); }
        new AddressRandomizer(7).Map(A6).ShouldBe(map.Map(A6));
        new AddressRandomizer(8).Map(A6).ShouldNotBe(map.Map(A6));
    }

    private static IpAddress Address(string text) => IpAddress.TryParse(text, out IpAddress address) ? address : throw new ArgumentException(text);

    private static byte[] Unreachable(byte[] quoted)
    {
        byte[] message = [.. new byte[IcmpHeader.Size], .. quoted];
        IcmpHeader.Write(message, 3, 1, 0, quoted);
        return message;
    }

    private static byte[] Unreachable6(byte[] quoted)
    {
        byte[] message = [.. new byte[IcmpHeader.Size], .. quoted];
        message[0] = 1;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), InternetChecksum.Compute(A6, B6, IpProtocols.IcmpV6, message));
        return message;
    }

    private static string Ip(byte[] packet, int at) => string.Join('.', packet[at..(at + 4)]);

    private static byte[] Rewrite(RewriteRules rules, ReadOnlySpan<byte> packet, LinkType link = LinkType.Ethernet, TrafficSide side = TrafficSide.Client)
    {
        int original = packet.Length;
        return new PacketRewriter(rules).Rewrite(packet, link, 1, side, ref original).ToArray();
    }
}
