using System.Globalization;
using Weir.Wire.Frames;
using Weir.Wire.OpenFlow;

namespace Weir.Control;

/// <summary>The fields of flows as ovs-ofctl names and writes them.</summary>
internal static class FlowFieldName
{
    // The first name of a field is the one that is printed in a match; the last is that of set_field.
    private static readonly (OxmField Field, string[] Names)[] All =
    [
        (OxmField.InPort, ["in_port"]), (OxmField.Metadata, ["metadata"]), (OxmField.EthernetSource, ["dl_src", "eth_src"]), (OxmField.EthernetDestination, ["dl_dst", "eth_dst"]),
        (OxmField.EtherType, ["dl_type", "eth_type"]), (OxmField.VlanId, ["vlan_vid"]), (OxmField.VlanPriority, ["dl_vlan_pcp", "vlan_pcp"]), (OxmField.IpDscp, ["ip_dscp"]), (OxmField.IpEcn, ["nw_ecn", "ip_ecn"]),
        (OxmField.IpProtocol, ["nw_proto", "ip_proto"]), (OxmField.IPv4Source, ["nw_src", "ipv4_src", "ip_src"]), (OxmField.IPv4Destination, ["nw_dst", "ipv4_dst", "ip_dst"]),
        (OxmField.TcpSource, ["tcp_src"]), (OxmField.TcpDestination, ["tcp_dst"]), (OxmField.UdpSource, ["udp_src"]), (OxmField.UdpDestination, ["udp_dst"]), (OxmField.SctpSource, ["sctp_src"]),
        (OxmField.SctpDestination, ["sctp_dst"]), (OxmField.IcmpType, ["icmp_type"]), (OxmField.IcmpCode, ["icmp_code"]), (OxmField.ArpOperation, ["arp_op"]), (OxmField.ArpSourceIPv4, ["arp_spa"]),
        (OxmField.ArpTargetIPv4, ["arp_tpa"]), (OxmField.ArpSourceEthernet, ["arp_sha"]), (OxmField.ArpTargetEthernet, ["arp_tha"]), (OxmField.IPv6Source, ["ipv6_src"]), (OxmField.IPv6Destination, ["ipv6_dst"]),
        (OxmField.IPv6FlowLabel, ["ipv6_label"]), (OxmField.IcmpV6Type, ["icmpv6_type"]), (OxmField.IcmpV6Code, ["icmpv6_code"]), (OxmField.NeighbourTarget, ["nd_target"]), (OxmField.NeighbourSource, ["nd_sll"]),
        (OxmField.NeighbourTargetEthernet, ["nd_tll"]), (OxmField.MplsLabel, ["mpls_label"]), (OxmField.MplsTrafficClass, ["mpls_tc"]), (OxmField.MplsBottom, ["mpls_bos"]), (OxmField.PbbServiceId, ["pbb_isid"]),
        (OxmField.TunnelId, ["tun_id", "tunnel_id"]), (OxmField.IPv6ExtensionHeaders, ["ipv6_exthdr"]), (OxmField.InPhysicalPort, ["in_phy_port"]), (OxmField.TransportSource, ["tp_src"]), (OxmField.TransportDestination, ["tp_dst"]),
    ];

    private static readonly Dictionary<string, OxmField> ByName = All.SelectMany(one => one.Names.Select(name => (name, one.Field))).ToDictionary(pair => pair.name, pair => pair.Field, StringComparer.Ordinal);
    private static readonly Dictionary<OxmField, string[]> Names = All.ToDictionary(one => one.Field, one => one.Names);

    /// <summary>All names, for suggestions.</summary>
    public static IEnumerable<string> Known => ByName.Keys;

    /// <summary>The field of a name.</summary>
    public static bool TryFind(string name, out OxmField field) => ByName.TryGetValue(name, out field);

    /// <summary>Its name in a match.</summary>
    public static string InMatch(OxmField field) => Names.TryGetValue(field, out string[]? names) ? names[0] : $"oxm_{(int)field:x}";

    /// <summary>Its name behind <c>set_field</c>.</summary>
    public static string InAction(OxmField field) => Names.TryGetValue(field, out string[]? names) ? names[^1] : $"oxm_{(int)field:x}";

    /// <summary>Reads <c>VALUE</c> or <c>VALUE/MASK</c>; networks may have the length of their prefix in place of a mask.</summary>
    /// <exception cref="WeirException">It is no value of the field.</exception>
    public static MatchField Parse(string name, OxmField field, string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        UInt128 value = Number(name, field, slash < 0 ? text : text[..slash]);
        if (slash < 0) { return new MatchField(field, value); }
        if (field is OxmField.InPort or OxmField.EtherType or OxmField.IpProtocol or OxmField.VlanPriority) { throw new WeirException($"{name}={text}: this field has no mask"); }
        string mask = text[(slash + 1)..];
        int bits = Bits(field);
        if (bits is 32 or 128 && int.TryParse(mask, NumberStyles.None, CultureInfo.InvariantCulture, out int length) && IsNetwork(field))
        {
            if (length > bits) { throw new WeirException($"{name}={text}: a prefix has at most {bits} bits"); }
            return new MatchField(field, value, length == 0 ? 0 : UInt128.MaxValue << (bits - length));
        }

        return new MatchField(field, value, Number(name, field, mask));
    }

    /// <summary>Writes a value with its mask, as ovs-ofctl does.</summary>
    public static string Text(MatchField field)
    {
        string value = Text(field.Field, field.Value);
        if (field.Mask is not { } mask) { return value; }
        return IsNetwork(field.Field) && field.PrefixLength is > 0 and var length ? string.Create(CultureInfo.InvariantCulture, $"{value}/{length}") : $"{value}/{Text(field.Field, mask)}";
    }

    /// <summary>A decimal number or one with 0x, within <paramref name="most"/>.</summary>
    /// <exception cref="WeirException">It is none.</exception>
    public static ulong Number(string name, string text, ulong most)
    {
        bool isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        bool isNumber = isHex ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong number) : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        return isNumber && number <= most ? number : throw new WeirException($"{name}={text}: a number from 0 to {most} belongs here");
    }

    private static UInt128 Number(string name, OxmField field, string text)
    {
        int bits = Bits(field);
        if (field == OxmField.InPort) { return OpenFlowPorts.TryParse(text, out uint port) ? port : throw new WeirException($"{name}={text}: a port is a number or LOCAL"); }
        if (bits == 48) { return MacAddress.TryParse(text, out MacAddress mac) ? mac.Value : throw new WeirException($"{name}={text}: a hardware address belongs here, such as 02:00:00:00:00:01"); }
        if (IsNetwork(field))
        {
            bool is4 = bits == 32;
            if (!IpAddress.TryParse(text, out IpAddress address) || address.IsIPv4 != is4) { throw new WeirException($"{name}={text}: an {(is4 ? "IPv4" : "IPv6")} address belongs here"); }
            return is4 ? (uint)address.Low : address.Value;
        }

        return Number(name, text, bits >= 64 ? ulong.MaxValue : (1UL << bits) - 1);
    }

    private static string Text(OxmField field, UInt128 value)
    {
        if (field == OxmField.InPort) { return OpenFlowPorts.Name((uint)value); }
        if (Bits(field) == 48) { return new MacAddress((ulong)value).ToString(); }
        if (IsNetwork(field))
        {
            return (Bits(field) == 32 ? IpAddress.FromIPv4((uint)value) : new IpAddress(value)).ToString();
        }

        return field switch
        {
            OxmField.EtherType => "0x" + value.ToString("x4", CultureInfo.InvariantCulture),
            OxmField.Metadata or OxmField.TunnelId or OxmField.IPv6FlowLabel => "0x" + value.ToString("x", CultureInfo.InvariantCulture),
            _ => value.ToString(CultureInfo.InvariantCulture),
        };
    }

    private static bool IsNetwork(OxmField field) => field is OxmField.IPv4Source or OxmField.IPv4Destination or OxmField.ArpSourceIPv4 or OxmField.ArpTargetIPv4
        or OxmField.IPv6Source or OxmField.IPv6Destination or OxmField.NeighbourTarget;

    private static int Bits(OxmField field) => MatchField.BitsOf(field);
}
