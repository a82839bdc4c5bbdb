using System.Collections.Frozen;

namespace Weir.Wire.Frames;

/// <summary>Every field that <see cref="FrameFields"/> can visit or <see cref="FieldPlan"/> can write, by its full name, with how its text looks.</summary>
internal static class FrameFieldNames
{
    /// <summary>Names and formats.</summary>
    public static FrozenDictionary<string, FieldFormat> All { get; } = Build();

    private static FrozenDictionary<string, FieldFormat> Build()
    {
        var all = new Dictionary<string, FieldFormat>(StringComparer.Ordinal);
        void Add(FieldFormat format, string names)
        {
            foreach (string name in names.Split(' ')) { all.Add(name, format); }
        }

        Add(FieldFormat.Decimal, "frame.number frame.len frame.cap_len tcp.stream udp.stream");
        Add(FieldFormat.Text, "frame.time_epoch");
        Add(FieldFormat.Text, "eth.dst eth.src arp.src.hw_mac arp.src.proto_ipv4 arp.dst.hw_mac arp.dst.proto_ipv4 sll.src.eth ip.src ip.dst ipv6.src ipv6.dst"
            + " icmpv6.nd.ns.target_address icmpv6.nd.na.target_address lldp.chassis.id lldp.port.id lldp.port.desc lldp.tlv.system.name lldp.tlv.system.desc fault");
        Add(FieldFormat.Hex4, "eth.type vlan.etype llc.type arp.proto.type sll.etype pppoe.session_id ppp.protocol ip.id ip.checksum icmp.checksum icmpv6.checksum icmpv6.echo.identifier"
            + " tcp.flags tcp.checksum udp.checksum gre.flags_and_version gre.proto gre.checksum vxlan.flags");
        Add(FieldFormat.Hex2, "llc.dsap llc.ssap llc.control pppoe.code ip.dsfield ip.flags");
        Add(FieldFormat.Hex6, "ipv6.flow llc.oui");
        Add(FieldFormat.Hex8, "ipv6.tclass ipv6.fraghdr.ident ah.spi gre.key");
        Add(FieldFormat.Decimal, "eth.len vlan.priority vlan.id vlan.len arp.hw.type arp.hw.size arp.proto.size arp.opcode mpls.label mpls.exp mpls.ttl pppoe.payload_length"
            + " sll.pkttype sll.hatype sll.halen sll.ifindex null.family lldp.tlv.type lldp.tlv.len lldp.chassis.subtype lldp.port.subtype lldp.time_to_live"
            + " ip.version ip.hdr_len ip.dsfield.dscp ip.dsfield.ecn ip.len ip.frag_offset ip.ttl ip.proto ip.opt.type"
            + " ipv6.version ipv6.plen ipv6.nxt ipv6.hlim ipv6.hopopts.nxt ipv6.hopopts.len ipv6.routing.nxt ipv6.routing.len ipv6.routing.type ipv6.routing.segleft ipv6.fraghdr.nxt ipv6.fraghdr.offset"
            + " ipv6.dstopts.nxt ipv6.dstopts.len ipv6.extension.nxt ipv6.extension.len ah.next_header ah.length ah.sequence"
            + " icmp.type icmp.code icmp.ident icmp.seq icmp.mtu icmpv6.type icmpv6.code icmpv6.echo.sequence_number icmpv6.mtu"
            + " tcp.srcport tcp.dstport tcp.len tcp.seq_raw tcp.ack_raw tcp.hdr_len tcp.window_size_value tcp.urgent_pointer"
            + " tcp.options.mss_val tcp.options.wscale.shift tcp.options.timestamp.tsval tcp.options.timestamp.tsecr tcp.options.sack_le tcp.options.sack_re tcp.option_kind tcp.option_len"
            + " udp.srcport udp.dstport udp.length gre.sequence_number gre.ack_number vxlan.vni");
        Add(FieldFormat.Flag, "vlan.dei mpls.bottom ip.flags.rb ip.flags.df ip.flags.mf ipv6.fraghdr.more"
            + " tcp.flags.res tcp.flags.ae tcp.flags.cwr tcp.flags.ece tcp.flags.urg tcp.flags.ack tcp.flags.push tcp.flags.reset tcp.flags.syn tcp.flags.fin tcp.options.sack_perm");
        Add(FieldFormat.Bytes, "tcp.options tcp.payload udp.payload");
        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
