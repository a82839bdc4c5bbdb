using System.Text;
using Weir.Wire;
using Weir.Wire.Frames;

namespace Weir.Tests.Wire.Frames;

public sealed class FieldPlanTests
{
    private static readonly FrameFacts Facts = new(12, 1_700_000_000_000_000_005, 99, 3);

    [Theory]
    [InlineData("tcp", "frame.number,frame.time_epoch,frame.len,frame.cap_len", "12 1700000000.000000005 99 59")]
    [InlineData("tcp", "eth.src,eth.dst,eth.type,vlan.id", "02:00:00:00:00:01 02:00:00:00:00:02 0x0800 ")]
    [InlineData("tcp", "ip.src,ip.dst,ip.proto,ip.ttl,ip.len,ip.id", "10.0.0.1 10.0.0.2 6 63 45 0x1234")]
    [InlineData("tcp", "tcp.srcport,tcp.dstport,tcp.seq_raw,tcp.ack_raw,tcp.flags,tcp.len,tcp.window_size_value,tcp.hdr_len", "443 50000 287454020 1432778632 0x0018 5 64240 20")]
    [InlineData("tcp", "tcp.flags.syn,tcp.flags.fin,tcp.flags.reset,tcp.flags.ack,tcp.flags.push", "0 0 0 1 1")]
    [InlineData("tcp", "tcp.stream,udp.stream,udp.srcport,ipv6.src", "3   ")]
    [InlineData("udp", "tcp.stream,udp.stream,udp.srcport,udp.dstport,udp.length,tcp.srcport", " 3 53 40000 13 ")]
    [InlineData("tcp over ipv6", "ipv6.src,ipv6.dst,ipv6.nxt,ipv6.hlim,ipv6.plen,ip.src,ip.ttl", "2001:db8::1 2001:db8::2 6 64 25  ")]
    [InlineData("qinq", "vlan.id,eth.type,udp.srcport", "4095,200 0x88a8 5")]
    [InlineData("vlan", "vlan.priority,vlan.dei,vlan.id,vlan.etype", "5 0 100 0x0800")]
    [InlineData("three tags", "vlan.id", "1,2,3")]
    [InlineData("sll, tagged", "vlan.id,sll.src.eth,sll.pkttype,sll.etype", "12 02:00:00:00:00:01 4 0x8100")]
    [InlineData("sll2", "sll.ifindex,sll.hatype,sll.halen,eth.src", "3 1 6 ")]
    [InlineData("tcp, options", "tcp.options.mss_val,tcp.options.wscale.shift,tcp.options.sack_perm,tcp.options.timestamp.tsval,tcp.options.timestamp.tsecr,tcp.options.sack_le,tcp.options.sack_re,tcp.option_kind", "1460 7 1 4294967280 7 1,4294967294 2,4 2,4,8,1,3,5")]
    [InlineData("tcp, options", "tcp.payload,tcp.option_len", "68656c6c6f 4,2,10,3,18")]
    [InlineData("gre", "ip.src,gre.key,gre.sequence_number,gre.proto,gre.flags_and_version,tcp.dstport", "10.0.0.1,192.168.0.1 0x01020304 5 0x0800 0xb000 6")]
    [InlineData("enhanced gre", "gre.ack_number,gre.sequence_number,gre.key", "4 3 ")]
    [InlineData("vxlan", "vxlan.vni,vxlan.flags,udp.dstport,tcp.dstport,eth.src,vlan.id", "11259375 0x0800 4789 6 02:00:00:00:00:01,01:02:03:04:05:06 5")]
    [InlineData("vxlan with arp inside", "eth.src,arp.opcode,arp.src.proto_ipv4,arp.dst.proto_ipv4,arp.src.hw_mac,arp.dst.hw_mac", "02:00:00:00:00:01,02:00:00:00:00:01 1 10.0.0.1 10.0.0.2 02:00:00:00:00:01 00:00:00:00:00:00")]
    [InlineData("arp", "arp.hw.type,arp.hw.size,arp.proto.type,arp.proto.size", "1 6 0x0800 4")]
    [InlineData("icmp too big", "ip.src,icmp.type,icmp.code,icmp.mtu,tcp.srcport,tcp.seq_raw,tcp.flags,fault", "10.0.0.2,10.0.0.1 3 4 1400 443 287454020  ")]
    [InlineData("icmp unreachable", "icmp.code,udp.srcport", "3 53")]
    [InlineData("icmp echo", "icmp.type,icmp.ident,icmp.seq", "8 1 2")]
    [InlineData("icmpv6 echo", "icmpv6.type,icmpv6.echo.identifier,icmpv6.echo.sequence_number", "128 0x0001 2")]
    [InlineData("icmpv6 too big", "icmpv6.mtu,udp.srcport", "1400 7")]
    [InlineData("neighbour solicitation", "icmpv6.nd.ns.target_address,icmpv6.nd.na.target_address", "2001:db8::2 ")]
    [InlineData("neighbour advertisement", "icmpv6.nd.ns.target_address,icmpv6.nd.na.target_address", " 2001:db8::2")]
    [InlineData("ipv6 fragment", "ipv6.fraghdr.nxt,ipv6.fraghdr.offset,ipv6.fraghdr.more,ipv6.fraghdr.ident,tcp.srcport", "6 181 1 0xdeadbeef ")]
    [InlineData("ipv6 extensions", "ipv6.hopopts.nxt,ipv6.hopopts.len,ipv6.dstopts.nxt,ipv6.dstopts.len,ipv6.routing.nxt,ipv6.routing.type,ipv6.routing.segleft,ipv6.routing.len,ipv6.extension.nxt,tcp.len", "60 0 43 1 135 4 1 2 6 5")]
    [InlineData("mpls", "mpls.label,mpls.bottom,mpls.ttl,mpls.exp", "1048575,16 0,1 64,9 0,0")]
    [InlineData("pppoe", "pppoe.session_id,pppoe.code,pppoe.payload_length,ppp.protocol,udp.dstport", "0x1234 0x00 55 0x0057 6")]
    [InlineData("802.3 snap", "eth.len,eth.type,llc.dsap,llc.ssap,llc.control,llc.oui,llc.type,ip.src", "53  0xaa 0xaa 0x03 0x000000 0x0800 10.0.0.1")]
    [InlineData("lldp", "lldp.chassis.subtype,lldp.chassis.id,lldp.port.subtype,lldp.port.id,lldp.time_to_live,lldp.port.desc,lldp.tlv.system.name,lldp.tlv.system.desc", @"4 02:00:00:00:00:01 7 eth0 120 up\x09link switch Weir")]
    [InlineData("lldp", "lldp.tlv.type,lldp.tlv.len", "1,2,3,4,5,6 7,5,2,7,6,4")]
    [InlineData("ip options", "ip.hdr_len,ip.opt.type,ip.flags,ip.dsfield", "28 1,148 0x00 0x00")]
    [InlineData("first fragment", "ip.flags.mf,ip.frag_offset,ip.flags,udp.srcport,ip.src", "1 0 0x01 0 10.0.0.1")]
    [InlineData("last fragment", "ip.flags.mf,ip.frag_offset,udp.srcport", "0 2 ")]
    [InlineData("ah", "ah.next_header,ah.length,ah.spi,ah.sequence,tcp.srcport", "6 4 0x00001234 9 5")]
    [InlineData("super-packet", "ip.len,tcp.len", "45 5")]
    [InlineData("cut off in the payload", "ip.len,tcp.len,frame.cap_len", "45 5 56")]
    [InlineData("cut off in tcp options", "tcp.len,tcp.hdr_len,fault", "5 60 tcp at byte 34 needs 60 bytes, 26 are left (frame)")]
    [InlineData("cut off in tcp", "tcp.srcport,ip.src,fault", " 10.0.0.1 tcp at byte 34 needs 20 bytes, 19 are left (frame)")]
    [InlineData("null, little-endian", "null.family,ip.src", "2 10.0.0.1")]
    [InlineData("too short for ethernet", "eth.src,fault", " ethernet at byte 0 needs 14 bytes, 13 are left (frame)")]
    public void Rows_say_what_the_frame_says(string sample, string fields, string row)
    {
        (_, LinkType link, byte[] frame) = Samples.All().Single(s => s.Name == sample);
        Row(frame, link, fields).Replace('\t', ' ').ShouldBe(row);
    }

    /// <summary>The fast way and the walk must tell the same: a plan with one slow field takes the walk for all of them.</summary>
    [Fact]
    public void Fast_fields_equal_the_walk_on_every_shape()
    {
        string[] fast = FrameFields.Names.Where(name => name.Split('.')[0] is "eth" or "ip" or "ipv6" or "tcp" or "udp" or "vlan").ToArray();
        foreach ((string name, LinkType link, byte[] frame) in Samples.All())
        {
            foreach (string field in fast)
            {
                Row(frame, link, field).ShouldBe(Row(frame, link, field + ",fault").Split('\t')[0], $"{field} of {name}");
            }
        }
    }

    [Fact]
    public void Every_name_is_visited_in_some_frame_and_no_other_is()
    {
        var seen = new NameCollector();
        foreach ((_, LinkType link, byte[] frame) in Samples.All()) { FrameFields.Describe(frame, link, seen); }
        string[] caller = ["frame.number", "frame.len", "frame.cap_len", "frame.time_epoch", "tcp.stream", "udp.stream"];
        seen.Depth.ShouldBe(0);
        FrameFields.Names.Except(caller).Except(seen.Names).ShouldBe(["vlan.len"]);
        seen.Names.Except(FrameFields.Names).ShouldBeEmpty();
    }

    [Fact]
    public void A_row_that_does_not_fit_is_refused_and_a_longer_buffer_takes_it()
    {
        (_, LinkType link, byte[] frame) = Samples.All().Single(s => s.Name == "lldp");
        FieldPlan.TryCompile(["lldp.tlv.type", "tcp.payload"], out FieldPlan? plan, out _).ShouldBeTrue();
        DecodedPacket packet = Samples.Decode(frame, link);
        plan.TryAppend(new byte[99], frame, link, packet, Facts, out int written).ShouldBeFalse();
        written.ShouldBe(0);
        plan.TryAppend(new byte[200], frame, link, packet, Facts, out written).ShouldBeTrue();
        written.ShouldBe(12);
        byte[] big = new FrameBuilder().Ethernet().IPv4(Samples.A4, Samples.B4).Tcp(1, 2, 3).Payload(new byte[1000]).ToArray();
        packet = Samples.Decode(big);
        plan.TryAppend(new byte[2000], big, link, packet, Facts, out _).ShouldBeFalse();
        plan.TryAppend(new byte[8000], big, link, packet, Facts, out written).ShouldBeTrue();
        written.ShouldBe(2001);
    }

    [Fact]
    public void An_unknown_name_is_told()
    {
        FieldPlan.TryCompile(["ip.src", "ip.source", "nothing"], out FieldPlan? plan, out string? unknown).ShouldBeFalse();
        unknown.ShouldBe("ip.source");
        plan.ShouldBeNull();
    }

    [Fact]
    public void A_plan_keeps_its_order_separator_and_doubles()
    {
        (_, LinkType link, byte[] frame) = Samples.All().Single(s => s.Name == "gre");
        FieldPlan.TryCompile(["ip.dst", "frame.number", "ip.dst"], out FieldPlan? plan, out string? unknown, ',').ShouldBeTrue();
        unknown.ShouldBeNull();
        plan.Fields.ShouldBe(["ip.dst", "frame.number", "ip.dst"]);
        byte[] row = new byte[1000];
        plan.TryAppend(row, frame, link, Samples.Decode(frame, link), Facts, out int written).ShouldBeTrue();
        Encoding.UTF8.GetString(row.AsSpan(0, written)).ShouldBe("10.0.0.2,192.168.0.2,12,10.0.0.2,192.168.0.2");
        FieldPlan.TryCompile([], out plan, out _).ShouldBeTrue();
        plan.TryAppend(row, frame, link, Samples.Decode(frame, link), Facts, out written).ShouldBeTrue();
        written.ShouldBe(0);
    }

    [Theory]
    [InlineData(0, "0.000000000")]
    [InlineData(-1_500_000_000, "-1.500000000")]
    [InlineData(999_999_999, "0.999999999")]
    [InlineData(long.MinValue, "-9223372036.854775808")]
    public void Times_are_seconds_with_nine_decimals(long time, string text)
    {
        (_, LinkType link, byte[] frame) = Samples.All().First();
        FieldPlan.TryCompile(["frame.time_epoch"], out FieldPlan? plan, out _).ShouldBeTrue();
        byte[] row = new byte[100];
        plan.TryAppend(row, frame, link, Samples.Decode(frame, link), Facts with { Time = time }, out int written).ShouldBeTrue();
        Encoding.UTF8.GetString(row.AsSpan(0, written)).ShouldBe(text);
    }

    [Fact]
    public void The_longest_fast_fields_fit_and_nothing_is_allocated()
    {
        IpAddress longest = Samples.Parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
        byte[] frame = new FrameBuilder().Ethernet().Vlan(4000).Vlan(4001).Vlan(4002).Vlan(4003).Vlan(4004).Vlan(4005).Vlan(4006).Vlan(4007).Vlan(4008)
            .IPv6(longest, longest).Tcp(65535, 65535, uint.MaxValue, uint.MaxValue).Payload(new byte[9000]).ToArray();
        string[] names = ["frame.number", "frame.time_epoch", "frame.len", "eth.src", "eth.dst", "vlan.id", "ipv6.src", "ipv6.dst", "tcp.srcport", "tcp.dstport", "tcp.seq_raw", "tcp.ack_raw", "tcp.flags", "tcp.len", "tcp.stream", "vlan.id"];
        FieldPlan.TryCompile(names, out FieldPlan? plan, out _).ShouldBeTrue();
        byte[] row = new byte[50 * names.Length];
        DecodedPacket packet = Samples.Decode(frame);
        var facts = new FrameFacts(long.MinValue, long.MinValue, int.MinValue, long.MaxValue);
        plan.TryAppend(row, frame, LinkType.Ethernet, packet, facts, out int written).ShouldBeTrue();
        Encoding.UTF8.GetString(row.AsSpan(0, written)).ShouldEndWith("\t4000,4001,4002,4003,4004,4005,4006,4007,4008");
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) { plan.TryAppend(row, frame, LinkType.Ethernet, packet, facts, out _); }
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static string Row(byte[] frame, LinkType link, string fields)
    {
        FieldPlan.TryCompile(fields.Split(','), out FieldPlan? plan, out string? unknown).ShouldBeTrue(unknown);
        byte[] row = new byte[10_000];
        plan.TryAppend(row, frame, link, Samples.Decode(frame, link), Facts, out int written).ShouldBeTrue();
        return Encoding.UTF8.GetString(row.AsSpan(0, written));
    }

    private sealed class NameCollector : IFieldVisitor
    {
        private readonly Stack<string> _path = new();

        public HashSet<string> Names { get; } = [];

        public int Depth => _path.Count;

        public void Begin(string name) => _path.Push(name);

        public void End() => _path.Pop();

        public void Field(string name, string value) => Add(name);

        public void Field(string name, long value) => Add(name);

        public void Field(string name, bool value) => Add(name);

        public void Field(string name, ReadOnlySpan<byte> value) => Add(name);

        private void Add(string name) => Names.Add(string.Join('.', _path.Reverse().Append(name)));
    }
}
