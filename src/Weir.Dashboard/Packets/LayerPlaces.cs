using System.Globalization;

namespace Weir.Dashboard.Packets;

/// <summary>Where headers and their fields lie in a frame. Layers behind one whose length is not known have no place.</summary>
internal static class LayerPlaces
{
    private static readonly Dictionary<string, (int From, int To)> s_fields = new(StringComparer.Ordinal)
    {
        ["eth.dst"] = (0, 6), ["eth.src"] = (6, 12), ["eth.type"] = (12, 14), ["eth.len"] = (12, 14),
        ["vlan.priority"] = (0, 1), ["vlan.dei"] = (0, 1), ["vlan.id"] = (0, 2), ["vlan.etype"] = (2, 4),
        ["arp.hw.type"] = (0, 2), ["arp.proto.type"] = (2, 4), ["arp.hw.size"] = (4, 5), ["arp.proto.size"] = (5, 6), ["arp.opcode"] = (6, 8),
        ["arp.src.hw_mac"] = (8, 14), ["arp.src.proto_ipv4"] = (14, 18), ["arp.dst.hw_mac"] = (18, 24), ["arp.dst.proto_ipv4"] = (24, 28),
        ["ip.version"] = (0, 1), ["ip.hdr_len"] = (0, 1), ["ip.dsfield"] = (1, 2), ["ip.dsfield.dscp"] = (1, 2), ["ip.dsfield.ecn"] = (1, 2), ["ip.len"] = (2, 4), ["ip.id"] = (4, 6),
        ["ip.flags"] = (6, 7), ["ip.flags.rb"] = (6, 7), ["ip.flags.df"] = (6, 7), ["ip.flags.mf"] = (6, 7), ["ip.frag_offset"] = (6, 8), ["ip.ttl"] = (8, 9), ["ip.proto"] = (9, 10),
        ["ip.checksum"] = (10, 12), ["ip.src"] = (12, 16), ["ip.dst"] = (16, 20),
        ["ipv6.version"] = (0, 1), ["ipv6.tclass"] = (0, 2), ["ipv6.flow"] = (1, 4), ["ipv6.plen"] = (4, 6), ["ipv6.nxt"] = (6, 7), ["ipv6.hlim"] = (7, 8), ["ipv6.src"] = (8, 24), ["ipv6.dst"] = (24, 40),
        ["tcp.srcport"] = (0, 2), ["tcp.dstport"] = (2, 4), ["tcp.seq_raw"] = (4, 8), ["tcp.ack_raw"] = (8, 12), ["tcp.hdr_len"] = (12, 13), ["tcp.flags"] = (12, 14), ["tcp.window_size_value"] = (14, 16),
        ["tcp.checksum"] = (16, 18), ["tcp.urgent_pointer"] = (18, 20),
        ["udp.srcport"] = (0, 2), ["udp.dstport"] = (2, 4), ["udp.length"] = (4, 6), ["udp.checksum"] = (6, 8),
        ["icmp.type"] = (0, 1), ["icmp.code"] = (1, 2), ["icmp.checksum"] = (2, 4), ["icmp.ident"] = (4, 6), ["icmp.seq"] = (6, 8),
        ["icmpv6.type"] = (0, 1), ["icmpv6.code"] = (1, 2), ["icmpv6.checksum"] = (2, 4), ["icmpv6.echo.identifier"] = (4, 6), ["icmpv6.echo.sequence_number"] = (6, 8),
    };

    /// <summary>Bytes of a layer's header; null when that is not known.</summary>
    public static int? LengthOf(LayerCollector.Layer layer) => layer.Name switch
    {
        "eth" => 14,
        "vlan" or "mpls" or "null" => 4,
        "arp" => 28,
        "ip" or "tcp" when int.TryParse(layer["hdr_len"], NumberStyles.None, CultureInfo.InvariantCulture, out int length) => length,
        "ipv6" when layer["src"].Length > 0 => 40,
        "udp" or "vxlan" or "icmp" or "icmpv6" => 8,
        _ => null,
    };

    /// <summary>Where a field lies in its layer; null when that is not known. Flags of TCP share two bytes.</summary>
    public static (int From, int To)? Of(string field) =>
        s_fields.TryGetValue(field, out (int From, int To) place) ? place : field.StartsWith("tcp.flags.", StringComparison.Ordinal) ? (12, 14) : null;
}
