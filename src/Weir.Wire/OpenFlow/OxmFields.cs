namespace Weir.Wire.OpenFlow;

/// <summary>Widths and names of the fields that are known (openflow-1.3 A.2.3.7, tables 11 and 12).</summary>
public static class OxmFields
{
    // In the order of the basic class: bits, whether a mask is allowed, the name of the standard without its prefix.
    private static readonly (int Bits, bool IsMaskable, string Name)[] Basic =
    [
        (32, false, "in_port"), (32, false, "in_phy_port"), (64, true, "metadata"), (48, true, "eth_dst"), (48, true, "eth_src"), (16, false, "eth_type"), (13, true, "vlan_vid"), (3, false, "vlan_pcp"),
        (6, false, "ip_dscp"), (2, false, "ip_ecn"), (8, false, "ip_proto"), (32, true, "ipv4_src"), (32, true, "ipv4_dst"), (16, false, "tcp_src"), (16, false, "tcp_dst"), (16, false, "udp_src"),
        (16, false, "udp_dst"), (16, false, "sctp_src"), (16, false, "sctp_dst"), (8, false, "icmpv4_type"), (8, false, "icmpv4_code"), (16, false, "arp_op"), (32, true, "arp_spa"), (32, true, "arp_tpa"),
        (48, true, "arp_sha"), (48, true, "arp_tha"), (128, true, "ipv6_src"), (128, true, "ipv6_dst"), (20, true, "ipv6_flabel"), (8, false, "icmpv6_type"), (8, false, "icmpv6_code"),
        (128, false, "ipv6_nd_target"), (48, false, "ipv6_nd_sll"), (48, false, "ipv6_nd_tll"), (20, false, "mpls_label"), (3, false, "mpls_tc"), (1, false, "mpls_bos"), (24, true, "pbb_isid"),
        (64, true, "tunnel_id"), (9, true, "ipv6_exthdr"),
    ];

    private static readonly (int Bits, bool IsMaskable, string Name)[] Former = [(16, false, "tp_src"), (16, false, "tp_dst")];

    /// <summary>How many fields the basic class has.</summary>
    public static int Count => Basic.Length;

    /// <summary>Whether width and name of a field are known here.</summary>
    public static bool IsKnown(OxmField field) => TryGet(field, out _);

    /// <summary>Bits of its value; 0 for a field that is not known.</summary>
    public static int Bits(OxmField field) => TryGet(field, out (int Bits, bool IsMaskable, string Name) known) ? known.Bits : 0;

    /// <summary>Bytes of its value on the wire; 0 for a field that is not known.</summary>
    public static int Size(OxmField field) => Bits(field) switch
    {
        // Labels have 20 bits in four bytes; everything else has as few bytes as its bits need.
        20 => 4,
        var bits => (bits + 7) / 8,
    };

    /// <summary>Whether the standard allows a mask for a field; not for one that is not known.</summary>
    public static bool IsMaskable(OxmField field) => TryGet(field, out (int Bits, bool IsMaskable, string Name) known) && known.IsMaskable;

    /// <summary>The four bytes that begin a field in a match (A.2.3.2): 16 bits class, 7 bits number, 1 bit "has a mask", 8 bits length of value and mask.</summary>
    internal static uint Header(OxmField field, bool hasMask) => ((uint)field << 9) | (hasMask ? 0x100u : 0) | (uint)(Size(field) * (hasMask ? 2 : 1));

    /// <summary>The standard's name in lower case; class and number for a field that is not known.</summary>
    public static string Name(OxmField field) => TryGet(field, out (int Bits, bool IsMaskable, string Name) known) ? known.Name : $"oxm_{(int)field >> 7:x4}_{(int)field & 127}";

    private static bool TryGet(OxmField field, out (int Bits, bool IsMaskable, string Name) known)
    {
        int at = field - OxmField.InPort;
        int former = field - OxmField.TransportSource;
        bool isBasic = at >= 0 && at < Basic.Length;
        bool isFormer = former is 0 or 1;
        known = isBasic ? Basic[at] : isFormer ? Former[former] : default;
        return isBasic || isFormer;
    }
}
