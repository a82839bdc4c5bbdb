using FsCheck;
using FsCheck.Fluent;
using Weir.Wire;
using Weir.Wire.Frames;

namespace Weir.Tests.Wire.Frames;

/// <summary>Each header there and back, each field by its own value, and each length check at its limit and one below.</summary>
public sealed class HeaderTests
{
    private static readonly byte[] Hardware = [2, 4, 6, 8, 10, 12];

    [Fact]
    public void Ethernet()
    {
        byte[] bytes = new byte[15];
        EthernetHeader.Write(bytes, Hardware, [1, 3, 5, 7, 9, 11], 0x1234).ShouldBe(14);
        Convert.ToHexString(bytes).ShouldBe("020406080A0C010305070" + "90B123400");
        EthernetHeader.TryRead(bytes, out EthernetHeader header, out LengthError error).ShouldBeTrue();
        error.IsNone.ShouldBeTrue();
        header.Destination.SequenceEqual(Hardware).ShouldBeTrue();
        header.Source.SequenceEqual<byte>([1, 3, 5, 7, 9, 11]).ShouldBeTrue();
        header.TypeOrLength.ShouldBe((ushort)0x1234);
        header.Payload.Length.ShouldBe(1);
        EthernetHeader.TryRead(bytes.AsSpan(0, 14), out _, out _).ShouldBeTrue();
        EthernetHeader.TryRead(bytes.AsSpan(0, 13), out _, out error).ShouldBeFalse();
        error.ShouldBe(new LengthError("ethernet", 0, 14, 13, "frame"));
    }

    [Fact]
    public void Vlan() =>
        Prop.ForAll<(ushort, ushort), byte, bool>((numbers, priority, drop) =>
        {
            (ushort id, ushort type) = numbers;
            byte[] bytes = new byte[5];
            VlanTag.Write(bytes, id, type, priority, drop);
            return VlanTag.TryRead(bytes, out VlanTag tag, out _) && tag.Id == (id & 0xfff) && tag.TypeOrLength == type && tag.Priority == (priority & 7)
                && tag.DropEligible == drop && tag.Payload.Length == 1 && VlanTag.TryRead(bytes.AsSpan(0, 4), out _, out _)
                && !VlanTag.TryRead(bytes.AsSpan(0, 3), out _, out LengthError error) && error == new LengthError("vlan", 0, 4, 3, "frame");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void IPv4_there_and_back() =>
        Prop.ForAll<(uint Source, uint Destination), (byte Protocol, byte Ttl, byte Class), (ushort Id, ushort Offset, bool More, bool Dont, byte Options)>((ends, bytes3, fragment) =>
        {
            var flags = fragment;
            byte[] options = new byte[flags.Options % 11 * 4];
            Array.Fill(options, (byte)1);
            int offset = (fragment.Offset & 0x1fff) * 8;
            byte[] bytes = new byte[80];
            int length = IPv4Header.Write(bytes, IpAddress.FromIPv4(ends.Source), IpAddress.FromIPv4(ends.Destination), bytes3.Protocol, 5, bytes3.Ttl, fragment.Id, offset, flags.More, flags.Dont, bytes3.Class, options);
            return IPv4Header.TryRead(bytes.AsSpan(0, length + 9), out IPv4Header ip, out LengthError error) && error.IsNone
                && length == 20 + options.Length && ip.HeaderLength == length && ip.TotalLength == length + 5 && ip.Source == IpAddress.FromIPv4(ends.Source)
                && ip.Destination == IpAddress.FromIPv4(ends.Destination) && ip.Protocol == bytes3.Protocol && ip.TimeToLive == bytes3.Ttl
                && ip.Dscp == bytes3.Class >> 2 && ip.Ecn == (bytes3.Class & 3) && ip.Identification == fragment.Id && ip.FragmentOffset == offset
                && ip.MoreFragments == flags.More && ip.DontFragment == flags.Dont && !ip.ReservedFlag
                && ip.Options.SequenceEqual(options) && ip.Payload.Length == 5 && ip.Bytes.Length == length && ip.VerifyChecksum() == ChecksumVerdict.Right;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void IPv4_limits()
    {
        byte[] bytes = new byte[60];
        IPv4Header.Write(bytes, Samples.A4, Samples.B4, 6, 0, options: new byte[40]).ShouldBe(60);
        IPv4Header.TryRead(bytes, out _, out _).ShouldBeTrue();
        Fault(bytes.AsSpan(0, 59)).ShouldBe(new LengthError("ipv4", 0, 60, 59, "frame"));
        Fault(bytes.AsSpan(0, 19)).ShouldBe(new LengthError("ipv4", 0, 20, 19, "frame"));
        Fault(Samples.With(bytes, (0, 0x44))).ShouldBe(new LengthError("ipv4", 0, 20, 16, "ipv4.ihl"));
        Fault(Samples.With(bytes, (0, 0x65))).ShouldBe(new LengthError("ipv4", 0, 20, 0, "ipv4.version"));
        Fault(Samples.With(bytes, (3, 59))).ShouldBe(new LengthError("ipv4", 0, 60, 59, "ipv4.total_length"));
        Fault(Samples.With(bytes, (3, 1))).ShouldBe(new LengthError("ipv4", 0, 60, 1, "ipv4.total_length"));
        IPv4Header.TryRead(Samples.With(bytes, (6, 0x80)), out IPv4Header reserved, out _).ShouldBeTrue();
        reserved.ReservedFlag.ShouldBeTrue();
        reserved.DontFragment.ShouldBeFalse();
        IPv4Header.TryRead([.. Samples.With(bytes, (3, 0)), 1, 2], out IPv4Header super, out _).ShouldBeTrue();
        super.Payload.Length.ShouldBe(2);
        IPv4Header.TryRead([.. Samples.With(bytes, (3, 70)), 1, 2], out IPv4Header cut, out _).ShouldBeTrue();
        cut.Payload.Length.ShouldBe(2);
        cut.Checksum.ShouldNotBe((ushort)0);
        Should.Throw<ArgumentException>(() => IPv4Header.Write(new byte[99], Samples.A4, Samples.B4, 6, 0, options: new byte[41]));
        Should.Throw<ArgumentException>(() => IPv4Header.Write(new byte[99], Samples.A4, Samples.B4, 6, 0, options: new byte[44]));
        Should.Throw<ArgumentException>(() => IPv4Header.Write(new byte[99], Samples.A4, Samples.B4, 6, 0, options: new byte[6]));

        static LengthError Fault(ReadOnlySpan<byte> input)
        {
            IPv4Header.TryRead(input, out _, out LengthError error).ShouldBeFalse();
            return error;
        }
    }

    [Fact]
    public void IPv4_options_are_walked()
    {
        (List<string> seen, LengthError error) = Walk("01" + "94040000" + "8303ff" + "00" + "99");
        seen.ShouldBe(["01", "94040000", "8303FF"]);
        error.IsNone.ShouldBeTrue();
        Walk("0194").ShouldBe((["01"], new LengthError("ipv4.option", 1, 2, 1, "ipv4.ihl")), Same);
        Walk("9401").ShouldBe(([], new LengthError("ipv4.option", 0, 2, 1, "ipv4.option.length")), Same);
        Walk("9402").ShouldBe((["9402"], default), Same);
        Walk("940400").ShouldBe(([], new LengthError("ipv4.option", 0, 4, 3, "ipv4.ihl")), Same);
        Walk("").ShouldBe(([], default), Same);
        byte[] option = new byte[4];
        IPv4Options.Write(option, IPv4Options.RouterAlert, [1, 2]).ShouldBe(4);
        Convert.ToHexString(option).ShouldBe("94040102");

        static (List<string> Seen, LengthError Error) Walk(string hex)
        {
            var options = new IPv4Options(Convert.FromHexString(hex));
            List<string> seen = [];
            while (options.MoveNext()) { seen.Add(Convert.ToHexString(options.Current)); }
            options.MoveNext().ShouldBeFalse();
            int copies = 0;
            foreach (ReadOnlySpan<byte> unused in new IPv4Options(Convert.FromHexString(hex))) { copies++; }
            copies.ShouldBe(seen.Count);
            return (seen, options.Error);
        }
    }

    [Fact]
    public void IPv6_there_and_back() =>
        Prop.ForAll<(ulong, ulong), (byte Next, byte Hops, byte Class), (uint Flow, ushort Length)>((address, bytes3, rest) =>
        {
            var source = new IpAddress(new UInt128(address.Item1, address.Item2));
            var destination = new IpAddress(new UInt128(address.Item2, address.Item1));
            byte[] bytes = new byte[41];
            int length = IPv6Header.Write(bytes, source, destination, bytes3.Next, rest.Length, bytes3.Hops, bytes3.Class, rest.Flow);
            return length == 40 && IPv6Header.TryRead(bytes, out IPv6Header ip, out _) && ip.Source == source && ip.Destination == destination && ip.NextHeader == bytes3.Next
                && ip.HopLimit == bytes3.Hops && ip.TrafficClass == bytes3.Class && ip.FlowLabel == (rest.Flow & 0xfffff) && ip.PayloadLength == rest.Length && ip.Payload.Length == 1;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void IPv6_limits()
    {
        byte[] bytes = new byte[44];
        IPv6Header.Write(bytes, Samples.A6, Samples.B6, 17, 3);
        IPv6Header.TryRead(bytes, out IPv6Header ip, out _).ShouldBeTrue();
        ip.Payload.Length.ShouldBe(3);
        IPv6Header.TryRead(bytes.AsSpan(0, 40), out ip, out _).ShouldBeTrue();
        ip.Payload.Length.ShouldBe(0);
        IPv6Header.TryRead(bytes.AsSpan(0, 39), out _, out LengthError error).ShouldBeFalse();
        error.ShouldBe(new LengthError("ipv6", 0, 40, 39, "frame"));
        IPv6Header.TryRead(Samples.With(bytes, (0, 0x45)), out _, out error).ShouldBeFalse();
        error.ShouldBe(new LengthError("ipv6", 0, 40, 0, "ipv6.version"));
    }

    [Fact]
    public void Extension_headers()
    {
        byte[] bytes = new byte[64];
        IPv6Extension.WriteFragment(bytes, 17, 0xfff8, true, 0xcafebabe).ShouldBe(8);
        IPv6Extension.TryRead(IpProtocols.Fragment, bytes, out IPv6Extension fragment, out LengthError error).ShouldBeTrue();
        error.IsNone.ShouldBeTrue();
        fragment.Kind.ShouldBe(IpProtocols.Fragment);
        fragment.Length.ShouldBe(8);
        fragment.NextHeader.ShouldBe((byte)17);
        fragment.FragmentOffset.ShouldBe(0xfff8);
        fragment.MoreFragments.ShouldBeTrue();
        fragment.FragmentId.ShouldBe(0xcafebabe);
        (fragment.RoutingType, fragment.SegmentsLeft, fragment.SecurityParameters).ShouldBe(((byte)0, (byte)0, 0u));
        IPv6Extension.WriteFragment(bytes, 17, 8, false, 1);
        IPv6Extension.TryRead(IpProtocols.Fragment, bytes, out fragment, out _).ShouldBeTrue();
        fragment.MoreFragments.ShouldBeFalse();
        fragment.FragmentOffset.ShouldBe(8);

        foreach (int content in new[] { 0, 4, 5, 6, 7, 13, 14 })
        {
            Array.Fill(bytes, (byte)0xee);
            int length = IPv6Extension.WriteUniform(bytes, 58, Enumerable.Repeat((byte)7, content).ToArray());
            length.ShouldBe((content + 2 + 7) / 8 * 8);
            IPv6Extension.TryRead(IpProtocols.Routing, bytes, out IPv6Extension uniform, out _).ShouldBeTrue();
            uniform.Length.ShouldBe(length);
            uniform.NextHeader.ShouldBe((byte)58);
            uniform.Options.Length.ShouldBe(length - 2);
            uniform.Options[..content].IndexOfAnyExcept((byte)7).ShouldBe(-1);
            int padding = length - 2 - content;
            if (padding >= 2) { Convert.ToHexString(uniform.Options[content..]).ShouldBe("01" + (padding - 2).ToString("X2") + new string('0', 2 * (padding - 2))); }
            if (padding == 1) { uniform.Options[^1].ShouldBe((byte)0); }
            if (content >= 4)
            {
                uniform.RoutingType.ShouldBe((byte)7);
                uniform.SegmentsLeft.ShouldBe((byte)7);
            }

            (uniform.FragmentId, uniform.FragmentOffset, uniform.MoreFragments).ShouldBe((0u, 0, false));
            IPv6Extension.TryRead(IpProtocols.Routing, bytes.AsSpan(0, length), out _, out _).ShouldBeTrue();
            IPv6Extension.TryRead(IpProtocols.Routing, bytes.AsSpan(0, length - 1), out _, out error).ShouldBeFalse();
            error.ShouldBe(new LengthError("ipv6.routing", 0, length, length - 1, "frame"));
        }

        byte[] ah = [6, 4, 0, 0, 1, 2, 3, 4, .. new byte[16]];
        IPv6Extension.TryRead(IpProtocols.Ah, ah, out IPv6Extension authentication, out _).ShouldBeTrue();
        authentication.Length.ShouldBe(24);
        authentication.SecurityParameters.ShouldBe(0x01020304u);
        IPv6Extension.TryRead(IpProtocols.Ah, ah.AsSpan(0, 23), out _, out error).ShouldBeFalse();
        error.ShouldBe(new LengthError("ah", 0, 24, 23, "frame"));
        IPv6Extension.TryRead(IpProtocols.Ah, Samples.With(ah, (1, 0)).AsSpan(0, 8), out authentication, out _).ShouldBeTrue();
        authentication.Length.ShouldBe(8);
        foreach ((byte kind, string layer) in new[]
        {
            (IpProtocols.HopByHop, "ipv6.hop_by_hop"), (IpProtocols.Routing, "ipv6.routing"), (IpProtocols.Fragment, "ipv6.fragment"),
            (IpProtocols.DestinationOptions, "ipv6.destination_options"), (IpProtocols.Ah, "ah"), (IpProtocols.Mobility, "ipv6.extension"),
        })
        {
            IPv6Extension.TryRead(kind, new byte[7], out _, out error).ShouldBeFalse();
            error.ShouldBe(new LengthError(layer, 0, 8, 7, "frame"));
        }
    }

    [Theory]
    [InlineData("c2040001000f", true, 0x0001000f)]
    [InlineData("00c20400010000", true, 0x00010000)]
    [InlineData("010100" + "c20400010001", true, 0x00010001)]
    [InlineData("c2030001", false, 0)]
    [InlineData("05020000", false, 0)]
    [InlineData("01ff", false, 0)]
    [InlineData("", false, 0)]
    public void Jumbo_lengths(string options, bool found, long length)
    {
        byte[] packet = new FrameBuilder().IPv6(Samples.A6, Samples.B6).Extension(IpProtocols.HopByHop, Convert.FromHexString(options)).Payload([]).ToArray();
        IPv6Header.TryRead(packet, out IPv6Header ip, out _).ShouldBeTrue();
        IPv6Extension.TryReadJumboLength(ip, out uint jumbo).ShouldBe(found);
        jumbo.ShouldBe((uint)length);
        IPv6Header.TryRead(Samples.With(packet, (6, IpProtocols.DestinationOptions)), out ip, out _).ShouldBeTrue();
        IPv6Extension.TryReadJumboLength(ip, out _).ShouldBeFalse();
    }

    [Fact]
    public void Udp()
    {
        byte[] bytes = new byte[12];
        UdpHeader.Write(bytes, 1, 0xfffe, 11, 0x1234).ShouldBe(8);
        UdpHeader.TryRead(bytes, out UdpHeader udp, out LengthError error).ShouldBeTrue();
        error.IsNone.ShouldBeTrue();
        (udp.SourcePort, udp.DestinationPort, udp.Length, udp.Checksum).ShouldBe(((ushort)1, (ushort)0xfffe, (ushort)11, (ushort)0x1234));
        udp.Payload.Length.ShouldBe(3);
        UdpHeader.TryRead(bytes.AsSpan(0, 8), out udp, out _).ShouldBeTrue();
        udp.Payload.Length.ShouldBe(0);
        UdpHeader.TryRead(bytes.AsSpan(0, 7), out _, out error).ShouldBeFalse();
        error.ShouldBe(new LengthError("udp", 0, 8, 7, "frame"));
        UdpHeader.TryRead(Samples.With(bytes, (5, 7)), out _, out error).ShouldBeFalse();
        error.ShouldBe(new LengthError("udp", 0, 8, 7, "udp.length"));
        UdpHeader.TryRead(Samples.With(bytes, (5, 1)), out _, out _).ShouldBeFalse();
        UdpHeader.TryRead(Samples.With(bytes, (5, 8)), out udp, out _).ShouldBeTrue();
        udp.Payload.Length.ShouldBe(0);
        UdpHeader.TryRead(Samples.With(bytes, (5, 0)), out udp, out _).ShouldBeTrue();
        udp.Payload.Length.ShouldBe(4);
    }

    [Fact]
    public void Tcp_there_and_back() =>
        Prop.ForAll<(ushort Source, ushort Destination), (uint Sequence, uint Acknowledgement), (ushort Flags, ushort Window, ushort Checksum, ushort Urgent, byte Options)>((ports, numbers, rest) =>
        {
            var flags = rest;
            byte[] options = Enumerable.Repeat((byte)1, rest.Options % 11 * 4).ToArray();
            byte[] bytes = new byte[70];
            int length = TcpHeader.Write(bytes, ports.Source, ports.Destination, numbers.Sequence, numbers.Acknowledgement, (TcpFlags)flags.Flags, flags.Window, rest.Checksum, rest.Urgent, options);
            return length == 20 + options.Length && TcpHeader.TryRead(bytes.AsSpan(0, length + 2), out TcpHeader tcp, out LengthError error) && error.IsNone
                && tcp.SourcePort == ports.Source && tcp.DestinationPort == ports.Destination && tcp.Sequence == numbers.Sequence && tcp.Acknowledgement == numbers.Acknowledgement
                && (ushort)tcp.Flags == (flags.Flags & 0x1ff) && tcp.Window == flags.Window && tcp.Checksum == rest.Checksum && tcp.UrgentPointer == rest.Urgent
                && tcp.Reserved == 0 && tcp.HeaderLength == length && tcp.Options.SequenceEqual(options) && tcp.Payload.Length == 2;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Tcp_limits()
    {
        byte[] bytes = new byte[60];
        TcpHeader.Write(bytes, 1, 2, 3, 4, TcpFlags.Ack, 5, options: new byte[40]).ShouldBe(60);
        TcpHeader.TryRead(bytes, out _, out _).ShouldBeTrue();
        TcpHeader.TryRead(bytes.AsSpan(0, 59), out _, out LengthError error).ShouldBeFalse();
        error.ShouldBe(new LengthError("tcp", 0, 60, 59, "frame"));
        TcpHeader.TryRead(bytes.AsSpan(0, 19), out _, out error).ShouldBeFalse();
        error.ShouldBe(new LengthError("tcp", 0, 20, 19, "frame"));
        TcpHeader.TryRead(Samples.With(bytes, (12, 0x4f)), out _, out error).ShouldBeFalse();
        error.ShouldBe(new LengthError("tcp", 0, 20, 16, "tcp.data_offset"));
        TcpHeader.TryRead(Samples.With(bytes, (12, 0x5f)).AsSpan(0, 20), out TcpHeader tcp, out _).ShouldBeTrue();
        tcp.Reserved.ShouldBe((byte)7);
        tcp.Flags.ShouldBe(TcpFlags.Ae | TcpFlags.Ack);
        Should.Throw<ArgumentException>(() => TcpHeader.Write(new byte[99], 1, 2, 3, 4, 0, 5, options: new byte[44]));
        Should.Throw<ArgumentException>(() => TcpHeader.Write(new byte[99], 1, 2, 3, 4, 0, 5, options: new byte[3]));
    }

    [Fact]
    public void Tcp_options_are_walked()
    {
        var options = new TcpOptions(Samples.AllTcpOptions());
        List<(byte, int)> seen = [];
        while (options.MoveNext())
        {
            TcpOption option = options.Current;
            seen.Add((option.Kind, option.Length));
            option.Value.Length.ShouldBe(Math.Max(option.Length - 2, 0));
            option.MaximumSegmentSize.ShouldBe(option.Kind == 2 ? (ushort)1460 : (ushort)0);
            option.WindowScale.ShouldBe(option.Kind == 3 ? (byte)7 : (byte)0);
            option.IsTimestamps.ShouldBe(option.Kind == 8);
            option.Timestamp.ShouldBe(option.Kind == 8 ? 0xfffffff0u : 0);
            option.TimestampEcho.ShouldBe(option.Kind == 8 ? 7u : 0);
            option.SackBlocks.ShouldBe(option.Kind == 5 ? 2 : 0);
            option.SackBlock(0).ShouldBe(option.Kind == 5 ? (1u, 2u) : default);
            option.SackBlock(1).ShouldBe(option.Kind == 5 ? (0xfffffffeu, 4u) : default);
            option.SackBlock(2).ShouldBe(default);
            option.SackBlock(-1).ShouldBe(default);
        }

        options.Error.IsNone.ShouldBeTrue();
        seen.ShouldBe([(2, 4), (4, 2), (8, 10), (1, 1), (3, 3), (5, 18)]);
        Walk("0204").ShouldBe(([], new LengthError("tcp.option", 0, 4, 2, "tcp.data_offset")), Same);
        Walk("0102").ShouldBe((["01"], new LengthError("tcp.option", 1, 2, 1, "tcp.data_offset")), Same);
        Walk("0201").ShouldBe(([], new LengthError("tcp.option", 0, 2, 1, "tcp.option.length")), Same);
        Walk("0402").ShouldBe((["0402"], default), Same);
        Walk("0000ff").ShouldBe(([], default), Same);
        Walk("").ShouldBe(([], default), Same);

        static (List<string> Seen, LengthError Error) Walk(string hex)
        {
            var walk = new TcpOptions(Convert.FromHexString(hex));
            List<string> seen = [];
            while (walk.MoveNext()) { seen.Add(hex.Substring(seen.Sum(s => s.Length), 2 * walk.Current.Length)); }
            walk.MoveNext().ShouldBeFalse();
            int copies = 0;
            foreach (TcpOption unused in new TcpOptions(Convert.FromHexString(hex))) { copies++; }
            copies.ShouldBe(seen.Count);
            return (seen, walk.Error);
        }
    }

    /// <summary>An option whose length does not fit its kind has no value.</summary>
    [Fact]
    public void Tcp_options_of_a_wrong_length_have_no_value()
    {
        var options = new TcpOptions(Convert.FromHexString("0205010203" + "030401" + "02" + "0809" + "01020304050607" + "0509" + "00000000000000"));
        int count = 0;
        while (options.MoveNext())
        {
            TcpOption option = options.Current;
            (option.MaximumSegmentSize, option.WindowScale, option.Timestamp, option.TimestampEcho, option.SackBlocks).ShouldBe(((ushort)0, (byte)0, 0u, 0u, 0));
            count++;
        }

        count.ShouldBe(4);
    }

    [Fact]
    public void Arp()
    {
        byte[] bytes = new byte[30];
        ArpHeader.Write(bytes, 2, Hardware, Samples.A4, [1, 3, 5, 7, 9, 11], Samples.B4).ShouldBe(28);
        ArpHeader.TryRead(bytes, out ArpHeader arp, out LengthError error).ShouldBeTrue();
        error.IsNone.ShouldBeTrue();
        (arp.HardwareType, arp.ProtocolType, arp.HardwareLength, arp.ProtocolLength, arp.Operation, arp.Length).ShouldBe(((ushort)1, (ushort)0x0800, (byte)6, (byte)4, (ushort)2, 28));
        arp.IsEthernetIPv4.ShouldBeTrue();
        arp.SenderHardware.SequenceEqual(Hardware).ShouldBeTrue();
        arp.SenderProtocol.SequenceEqual<byte>([10, 0, 0, 1]).ShouldBeTrue();
        arp.TargetHardware.SequenceEqual<byte>([1, 3, 5, 7, 9, 11]).ShouldBeTrue();
        arp.TargetProtocol.SequenceEqual<byte>([10, 0, 0, 2]).ShouldBeTrue();
        ArpHeader.TryRead(bytes.AsSpan(0, 28), out _, out _).ShouldBeTrue();
        ArpHeader.TryRead(bytes.AsSpan(0, 27), out _, out error).ShouldBeFalse();
        error.ShouldBe(new LengthError("arp", 0, 28, 27, "frame"));
        ArpHeader.TryRead(bytes.AsSpan(0, 7), out _, out error).ShouldBeFalse();
        error.ShouldBe(new LengthError("arp", 0, 8, 7, "frame"));
        ArpHeader.TryRead(Samples.With(bytes, (4, 0), (5, 0)).AsSpan(0, 8), out arp, out _).ShouldBeTrue();
        foreach ((int at, byte value, bool holds) in new[] { (1, (byte)6, true), (1, (byte)7, false), (2, (byte)9, false), (4, (byte)5, false), (5, (byte)3, false) })
        {
            ArpHeader.TryRead(Samples.With(bytes, (at, value)), out arp, out _).ShouldBeTrue();
            arp.IsEthernetIPv4.ShouldBe(holds);
        }
    }

    [Fact]
    public void Lldp()
    {
        var reader = new LldpReader(Samples.Lldp());
        List<(byte, int)> seen = [];
        while (reader.MoveNext())
        {
            LldpTlv tlv = reader.Current;
            seen.Add((tlv.Type, tlv.Value.Length));
            tlv.Subtype.ShouldBe(tlv.Type switch { 1 => (byte)4, 2 => (byte)7, _ => (byte)0 });
            tlv.Id.Length.ShouldBe(tlv.Type switch { 1 => 6, 2 => 4, _ => 0 });
            tlv.TimeToLive.ShouldBe(tlv.Type == 3 ? (ushort)120 : (ushort)0);
        }

        seen.ShouldBe([(1, 7), (2, 5), (3, 2), (4, 7), (5, 6), (6, 4)]);
        reader.Error.IsNone.ShouldBeTrue();
        int copies = 0;
        foreach (LldpTlv unused in new LldpReader(Samples.Lldp())) { copies++; }
        copies.ShouldBe(6);

        byte[] longest = new byte[513];
        LldpReader.Write(longest, LldpTlv.Organisation, new byte[511]).ShouldBe(513);
        Convert.ToHexString(longest.AsSpan(0, 2)).ShouldBe("FFFF");
        Should.Throw<ArgumentException>(() => LldpReader.Write(new byte[600], 1, new byte[512]));
        var whole = new LldpReader(longest);
        whole.MoveNext().ShouldBeTrue();
        (whole.Current.Type, whole.Current.Value.Length).ShouldBe(((byte)127, 511));
        whole.MoveNext().ShouldBeFalse();
        whole.Error.IsNone.ShouldBeTrue();
        var cut = new LldpReader(longest.AsSpan(0, 512));
        cut.MoveNext().ShouldBeFalse();
        cut.Error.ShouldBe(new LengthError("lldp", 0, 513, 512, "frame"));
        cut.MoveNext().ShouldBeFalse();
        var single = new LldpReader(new byte[] { 2 });
        single.MoveNext().ShouldBeFalse();
        single.Error.ShouldBe(new LengthError("lldp", 0, 2, 1, "frame"));
        var empty = new LldpReader(new byte[] { 2, 0, 4, 0, 6, 1, 9, 0, 0, 2, 1, 7 });
        empty.MoveNext().ShouldBeTrue();
        (empty.Current.Subtype, empty.Current.Id.Length).ShouldBe(((byte)0, 0));
        empty.MoveNext().ShouldBeTrue();
        empty.MoveNext().ShouldBeTrue();
        empty.Current.TimeToLive.ShouldBe((ushort)0);
        // What follows the end is not looked at.
        empty.MoveNext().ShouldBeFalse();
        empty.MoveNext().ShouldBeFalse();
    }

    [Fact]
    public void Lldp_ends_at_type_0_whatever_its_length_and_a_value_may_be_empty_at_the_end()
    {
        var ended = new LldpReader(new byte[] { 0, 2, 9, 9, 2, 1, 7 });
        ended.MoveNext().ShouldBeFalse();
        ended.Error.IsNone.ShouldBeTrue();
        ended.MoveNext().ShouldBeFalse();
        var last = new LldpReader(new byte[] { 8, 0 });
        last.MoveNext().ShouldBeTrue();
        (last.Current.Type, last.Current.Value.Length).ShouldBe(((byte)4, 0));
        last.MoveNext().ShouldBeFalse();
        last.Error.IsNone.ShouldBeTrue();
    }

    [Fact]
    public void An_extent_is_set_by_its_innermost_field_and_cut_by_what_is_there()
    {
        var frame = new Extent(100);
        (frame.End, frame.Promised, frame.LimitedBy, frame.PromisedBy).ShouldBe((100, 100, "frame", "frame"));
        Extent exact = frame.Narrow(100, "ipv4.total_length");
        (exact.End, exact.Promised, exact.LimitedBy, exact.PromisedBy).ShouldBe((100, 100, "ipv4.total_length", "ipv4.total_length"));
        Extent cut = frame.Narrow(101, "ipv4.total_length");
        (cut.End, cut.Promised, cut.LimitedBy, cut.PromisedBy).ShouldBe((100, 101, "frame", "ipv4.total_length"));
        frame.Narrow(long.MaxValue, "ipv6.payload_length").Promised.ShouldBe(int.MaxValue);
    }

    [Fact]
    public void Icmp()
    {
        byte[] message = Samples.Icmp(3, 4, 0x11223344, [1, 2, 3]);
        IcmpHeader.TryRead(message, out IcmpHeader icmp, out LengthError error).ShouldBeTrue();
        error.IsNone.ShouldBeTrue();
        (icmp.Type, icmp.Code, icmp.Identifier, icmp.Sequence, icmp.NextHopMtu).ShouldBe(((byte)3, (byte)4, (ushort)0x1122, (ushort)0x3344, (ushort)0x3344));
        icmp.Payload.Length.ShouldBe(3);
        icmp.Checksum.ShouldBe(InternetChecksum.Compute(Samples.With(message, (2, 0), (3, 0))));
        IcmpHeader.TryRead(message.AsSpan(0, 8), out _, out _).ShouldBeTrue();
        IcmpHeader.TryRead(message.AsSpan(0, 7), out _, out error).ShouldBeFalse();
        error.ShouldBe(new LengthError("icmp", 0, 8, 7, "frame"));
        for (byte type = 0; type < 20; type++)
        {
            IcmpHeader.TryRead(Samples.Icmp(type, 0, 0, []), out icmp, out _).ShouldBeTrue();
            icmp.IsEcho.ShouldBe(type is 0 or 8);
            icmp.IsError.ShouldBe(type is 3 or 4 or 5 or 11 or 12);
        }
    }

    [Fact]
    public void IcmpV6()
    {
        byte[] message = new byte[24];
        IcmpV6Header.Write(message, Samples.A6, Samples.B6, 135, 1, 0x11223344, Convert.FromHexString("20010db8000000000000000000000001")).ShouldBe(24);
        IcmpV6Header.TryRead(message, out IcmpV6Header icmp, out LengthError error).ShouldBeTrue();
        error.IsNone.ShouldBeTrue();
        (icmp.Type, icmp.Code, icmp.Identifier, icmp.Sequence, icmp.Mtu).ShouldBe(((byte)135, (byte)1, (ushort)0x1122, (ushort)0x3344, 0x11223344u));
        (icmp.IsEcho, icmp.IsError, icmp.HasTarget, icmp.Target).ShouldBe((false, false, true, Samples.A6));
        icmp.Payload.Length.ShouldBe(16);
        icmp.Checksum.ShouldNotBe((ushort)0);
        IcmpV6Header.TryRead(message.AsSpan(0, 23), out icmp, out _).ShouldBeTrue();
        (icmp.HasTarget, icmp.Target).ShouldBe((false, default));
        IcmpV6Header.TryRead(message.AsSpan(0, 8), out _, out _).ShouldBeTrue();
        IcmpV6Header.TryRead(message.AsSpan(0, 7), out _, out error).ShouldBeFalse();
        error.ShouldBe(new LengthError("icmpv6", 0, 8, 7, "frame"));
        for (int type = 0; type < 256; type++)
        {
            IcmpV6Header.TryRead(Samples.With(message, (0, (byte)type)), out icmp, out _).ShouldBeTrue();
            (icmp.IsEcho, icmp.IsError, icmp.HasTarget).ShouldBe((type is 128 or 129, type < 128, type is 135 or 136));
        }
    }

    [Theory]
    [InlineData(null, null, false, "00000800")]
    [InlineData(1u, null, false, "2000080000000001")]
    [InlineData(null, 2u, false, "1000080000000002")]
    [InlineData(1u, 2u, false, "300008000000000100000002")]
    [InlineData(1u, 2u, true, "B0000800" + "43F80000" + "0000000100000002")]
    public void Gre(uint? key, uint? sequence, bool checksum, string hex)
    {
        byte[] bytes = new byte[hex.Length / 2];
        byte[] payload = [1, 2, 3];
        GreHeader.Write(bytes, 0x0800, key, sequence, checksum, payload).ShouldBe(bytes.Length);
        Convert.ToHexString(bytes).ShouldBe(hex.Replace("43F8", Convert.ToHexString(bytes.AsSpan(checksum ? 4 : 0, 2)), StringComparison.Ordinal));
        if (checksum) { InternetChecksum.Compute([.. bytes, .. payload]).ShouldBe((ushort)0); }
        GreHeader.TryRead([.. bytes, .. payload], out GreHeader gre, out LengthError error).ShouldBeTrue();
        error.IsNone.ShouldBeTrue();
        (gre.Protocol, gre.HasKey, gre.Key, gre.HasSequence, gre.Sequence).ShouldBe(((ushort)0x0800, key.HasValue, key ?? 0, sequence.HasValue, sequence ?? 0));
        (gre.HasChecksum, gre.HasRouting, gre.Version, gre.HasAcknowledgement, gre.Acknowledgement).ShouldBe((checksum, false, (byte)0, false, 0u));
        (gre.Checksum != 0).ShouldBe(checksum);
        gre.HeaderLength.ShouldBe(bytes.Length);
        gre.Payload.Length.ShouldBe(3);
        GreHeader.TryRead(bytes, out _, out _).ShouldBeTrue();
        GreHeader.TryRead(bytes.AsSpan(0, bytes.Length - 1), out _, out error).ShouldBeFalse();
        error.ShouldBe(new LengthError("gre", 0, bytes.Length, bytes.Length - 1, "frame"));
        GreHeader.TryRead(bytes.AsSpan(0, 3), out _, out error).ShouldBeFalse();
        error.ShouldBe(new LengthError("gre", 0, 4, 3, "frame"));
    }

    [Fact]
    public void Enhanced_gre_and_source_routes()
    {
        GreHeader.TryRead(Convert.FromHexString("3081880b0001000200000003" + "00000004"), out GreHeader gre, out _).ShouldBeTrue();
        (gre.Version, gre.HasAcknowledgement, gre.Key, gre.Sequence, gre.Acknowledgement, gre.HeaderLength).ShouldBe(((byte)1, true, 0x00010002u, 3u, 4u, 16));
        GreHeader.TryRead(Convert.FromHexString("2081880b0001000200000004"), out gre, out _).ShouldBeTrue();
        (gre.HasSequence, gre.Acknowledgement, gre.HeaderLength).ShouldBe((false, 4u, 12));
        GreHeader.TryRead(Convert.FromHexString("4000080000000000"), out gre, out _).ShouldBeTrue();
        (gre.HasRouting, gre.HasChecksum, gre.HeaderLength).ShouldBe((true, false, 8));
        // The acknowledgement bit means nothing in version 0.
        GreHeader.TryRead(Convert.FromHexString("00800800"), out gre, out _).ShouldBeTrue();
        (gre.HasAcknowledgement, gre.HeaderLength).ShouldBe((false, 4));
    }

    [Fact]
    public void Vxlan()
    {
        byte[] bytes = new byte[9];
        VxlanHeader.Write(bytes, 0xffabcdef).ShouldBe(8);
        Convert.ToHexString(bytes).ShouldBe("08000000ABCDEF0000");
        VxlanHeader.TryRead(bytes, out VxlanHeader vxlan, out _).ShouldBeTrue();
        (vxlan.HasNetworkId, vxlan.NetworkId).ShouldBe((true, 0xabcdefu));
        vxlan.Payload.Length.ShouldBe(1);
        VxlanHeader.TryRead(Samples.With(bytes, (0, 0xf7)), out vxlan, out _).ShouldBeTrue();
        vxlan.HasNetworkId.ShouldBeFalse();
        VxlanHeader.TryRead(bytes.AsSpan(0, 8), out _, out _).ShouldBeTrue();
        VxlanHeader.TryRead(bytes.AsSpan(0, 7), out _, out LengthError error).ShouldBeFalse();
        error.ShouldBe(new LengthError("vxlan", 0, 8, 7, "frame"));
    }

    [Fact]
    public void Mpls()
    {
        byte[] bytes = new byte[4];
        MplsLabel.Write(bytes, 0xfffff, true, 255, 5).ShouldBe(4);
        MplsLabel.TryRead(bytes, out MplsLabel label, out _).ShouldBeTrue();
        (label.Label, label.IsBottom, label.TimeToLive, label.TrafficClass).ShouldBe((0xfffffu, true, (byte)255, (byte)5));
        MplsLabel.Write(bytes, 16, false, 1);
        Convert.ToHexString(bytes).ShouldBe("00010001");
        MplsLabel.TryRead(bytes, out label, out _).ShouldBeTrue();
        (label.Label, label.IsBottom, label.TrafficClass).ShouldBe((16u, false, (byte)0));
        MplsLabel.TryRead(bytes.AsSpan(0, 3), out _, out LengthError error).ShouldBeFalse();
        error.ShouldBe(new LengthError("mpls", 0, 4, 3, "frame"));
    }

    [Fact]
    public void Pppoe()
    {
        byte[] bytes = new byte[9];
        PppoeHeader.Write(bytes, 0x1234, 0x21, 100).ShouldBe(8);
        Convert.ToHexString(bytes).ShouldBe("110012340066002100");
        PppoeHeader.TryRead(bytes, out PppoeHeader pppoe, out _).ShouldBeTrue();
        (pppoe.Code, pppoe.SessionId, pppoe.Length, pppoe.Protocol, pppoe.IsIp).ShouldBe(((byte)0, (ushort)0x1234, (ushort)102, (ushort)0x21, true));
        pppoe.Payload.Length.ShouldBe(1);
        PppoeHeader.TryRead(Samples.With(bytes, (7, 0x57)), out pppoe, out _).ShouldBeTrue();
        pppoe.IsIp.ShouldBeTrue();
        PppoeHeader.TryRead(Samples.With(bytes, (7, 0x23)), out pppoe, out _).ShouldBeTrue();
        pppoe.IsIp.ShouldBeFalse();
        PppoeHeader.TryRead(Samples.With(bytes, (1, 9)), out pppoe, out _).ShouldBeTrue();
        pppoe.IsIp.ShouldBeFalse();
        PppoeHeader.TryRead(bytes.AsSpan(0, 8), out _, out _).ShouldBeTrue();
        PppoeHeader.TryRead(bytes.AsSpan(0, 7), out _, out LengthError error).ShouldBeFalse();
        error.ShouldBe(new LengthError("pppoe", 0, 8, 7, "frame"));
    }

    [Theory]
    [InlineData("00000002", false, 2u, true)]
    [InlineData("02000000", false, 2u, true)]
    [InlineData("02000000", true, 0x02000000u, false)]
    [InlineData("0000ffff", false, 0xffffu, false)]
    [InlineData("00010000", false, 0x100u, false)]
    [InlineData("0000000a", true, 10u, true)]
    [InlineData("00000017", true, 23u, true)]
    [InlineData("18000000", false, 24u, true)]
    [InlineData("1c000000", false, 28u, true)]
    [InlineData("1e000000", false, 30u, true)]
    [InlineData("07000000", false, 7u, false)]
    public void Loopback(string hex, bool networkOrder, uint family, bool isIp)
    {
        LoopbackHeader.TryRead(Convert.FromHexString(hex), networkOrder, out LoopbackHeader header, out LengthError error).ShouldBeTrue();
        (header.Family, header.IsIp, error.IsNone).ShouldBe((family, isIp, true));
        LoopbackHeader.TryRead(Convert.FromHexString(hex).AsSpan(0, 3), networkOrder, out _, out error).ShouldBeFalse();
        error.ShouldBe(new LengthError("null", 0, 4, 3, "frame"));
        byte[] bytes = new byte[4];
        LoopbackHeader.Write(bytes, 2).ShouldBe(4);
        Convert.ToHexString(bytes).ShouldBe("00000002");
        LoopbackHeader.Write(bytes, 2, bigEndian: false);
        Convert.ToHexString(bytes).ShouldBe("02000000");
    }

    [Fact]
    public void Linux_cooked()
    {
        byte[] bytes = new byte[17];
        SllHeader.Write(bytes, 4, 0x0301, Hardware, 0x86dd).ShouldBe(16);
        SllHeader.TryRead(bytes, out SllHeader sll, out LengthError error).ShouldBeTrue();
        (sll.PacketType, sll.HardwareType, sll.Protocol, error.IsNone).ShouldBe(((ushort)4, (ushort)0x0301, (ushort)0x86dd, true));
        sll.Address.SequenceEqual(Hardware).ShouldBeTrue();
        sll.Payload.Length.ShouldBe(1);
        SllHeader.TryRead(Samples.With(bytes, (4, 1)), out sll, out _).ShouldBeTrue();
        sll.Address.Length.ShouldBe(8);
        SllHeader.TryRead(bytes.AsSpan(0, 16), out _, out _).ShouldBeTrue();
        SllHeader.TryRead(bytes.AsSpan(0, 15), out _, out error).ShouldBeFalse();
        error.ShouldBe(new LengthError("sll", 0, 16, 15, "frame"));
        SllHeader.Write(bytes, 0, 1, new byte[20], 1);
        bytes[5].ShouldBe((byte)20);
    }

    [Fact]
    public void Linux_cooked_version_2()
    {
        byte[] bytes = new byte[21];
        Sll2Header.Write(bytes, 4, 0x0301, 0x01020304, Hardware, 0x86dd).ShouldBe(20);
        Sll2Header.TryRead(bytes, out Sll2Header sll, out LengthError error).ShouldBeTrue();
        (sll.PacketType, sll.HardwareType, sll.Protocol, sll.InterfaceIndex, error.IsNone).ShouldBe(((byte)4, (ushort)0x0301, (ushort)0x86dd, 0x01020304u, true));
        sll.Address.SequenceEqual(Hardware).ShouldBeTrue();
        sll.Payload.Length.ShouldBe(1);
        Sll2Header.TryRead(Samples.With(bytes, (11, 200)), out sll, out _).ShouldBeTrue();
        sll.Address.Length.ShouldBe(8);
        Sll2Header.TryRead(bytes.AsSpan(0, 20), out _, out _).ShouldBeTrue();
        Sll2Header.TryRead(bytes.AsSpan(0, 19), out _, out error).ShouldBeFalse();
        error.ShouldBe(new LengthError("sll2", 0, 20, 19, "frame"));
        Sll2Header.Write(bytes, 0, 1, 2, new byte[300], 1);
        bytes[11].ShouldBe((byte)255);
    }

    [Fact]
    public void Llc_and_snap()
    {
        byte[] bytes = new byte[9];
        LlcHeader.WriteSnap(bytes, 0xff0000f8, 0x0800).ShouldBe(8);
        Convert.ToHexString(bytes).ShouldBe("AAAA030000F8080000");
        LlcHeader.TryRead(bytes, out LlcHeader llc, out LengthError error).ShouldBeTrue();
        (llc.IsSnap, llc.OrganisationCode, llc.SnapProtocol, llc.EtherType, llc.HeaderLength, error.IsNone).ShouldBe((true, 0xf8u, (ushort)0x0800, (ushort)0x0800, 8, true));
        llc.Payload.Length.ShouldBe(1);
        LlcHeader.WriteSnap(bytes, 0x00000c, 0x2000);
        LlcHeader.TryRead(bytes, out llc, out _).ShouldBeTrue();
        (llc.OrganisationCode, llc.SnapProtocol, llc.EtherType).ShouldBe((0xcu, (ushort)0x2000, (ushort)0));
        LlcHeader.TryRead(bytes.AsSpan(0, 8), out llc, out _).ShouldBeTrue();
        llc.IsSnap.ShouldBeTrue();
        LlcHeader.TryRead(bytes.AsSpan(0, 7), out llc, out _).ShouldBeTrue();
        (llc.IsSnap, llc.OrganisationCode, llc.SnapProtocol, llc.HeaderLength).ShouldBe((false, 0u, (ushort)0, 3));
        foreach (int at in new[] { 0, 1, 2 })
        {
            LlcHeader.TryRead(Samples.With(bytes, (at, 0x55)), out llc, out _).ShouldBeTrue();
            llc.IsSnap.ShouldBeFalse();
        }

        LlcHeader.Write(bytes, 6, 7, 3).ShouldBe(3);
        LlcHeader.TryRead(bytes, out llc, out _).ShouldBeTrue();
        (llc.DestinationSap, llc.SourceSap, llc.Control, llc.EtherType).ShouldBe(((byte)6, (byte)7, (byte)3, (ushort)0));
        LlcHeader.TryRead(Samples.With(bytes, (1, 6)), out llc, out _).ShouldBeTrue();
        llc.EtherType.ShouldBe(EtherTypes.IPv4);
        LlcHeader.TryRead(Samples.With(bytes, (1, 6), (2, 1)), out llc, out _).ShouldBeTrue();
        llc.EtherType.ShouldBe((ushort)0);
        LlcHeader.TryRead(Samples.With(bytes, (0, 7), (1, 6)), out llc, out _).ShouldBeTrue();
        llc.EtherType.ShouldBe((ushort)0);
        LlcHeader.TryRead(bytes.AsSpan(0, 2), out _, out error).ShouldBeFalse();
        error.ShouldBe(new LengthError("llc", 0, 3, 2, "frame"));
    }

    private static readonly IEqualityComparer<(List<string> Seen, LengthError Error)> Same =
        EqualityComparer<(List<string> Seen, LengthError Error)>.Create((a, b) => a.Seen.SequenceEqual(b.Seen) && a.Error == b.Error, a => a.Seen.Count);
}
