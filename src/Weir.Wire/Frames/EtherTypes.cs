namespace Weir.Wire.Frames;

/// <summary>EtherType numbers (IANA, IEEE 802 numbers) that the decoder follows.</summary>
public static class EtherTypes
{
    /// <summary>Values below this are an IEEE 802.3 length, not a type (IEEE 802.3 3.2.6).</summary>
    public const ushort SmallestType = 0x0600;
    /// <summary>Internet Protocol, version 4 (RFC 894).</summary>
    public const ushort IPv4 = 0x0800;
    /// <summary>Address Resolution Protocol (RFC 826).</summary>
    public const ushort Arp = 0x0806;
    /// <summary>Reverse ARP, laid out as ARP (RFC 903).</summary>
    public const ushort Rarp = 0x8035;
    /// <summary>Transparent Ethernet bridging: a whole Ethernet frame inside GRE (RFC 1701).</summary>
    public const ushort TransparentEthernet = 0x6558;
    /// <summary>IEEE 802.1Q customer tag.</summary>
    public const ushort Vlan = 0x8100;
    /// <summary>Internet Protocol, version 6 (RFC 2464).</summary>
    public const ushort IPv6 = 0x86dd;
    /// <summary>MPLS, unicast (RFC 5332).</summary>
    public const ushort Mpls = 0x8847;
    /// <summary>MPLS, upstream-assigned label (RFC 5332).</summary>
    public const ushort MplsUpstream = 0x8848;
    /// <summary>PPPoE session stage (RFC 2516).</summary>
    public const ushort PppoeSession = 0x8864;
    /// <summary>PPP inside enhanced GRE (RFC 2637 4.1).</summary>
    public const ushort Ppp = 0x880b;
    /// <summary>IEEE 802.1ad service tag.</summary>
    public const ushort ServiceVlan = 0x88a8;
    /// <summary>Link Layer Discovery Protocol (IEEE 802.1AB).</summary>
    public const ushort Lldp = 0x88cc;
    /// <summary>Stacked tags before 802.1ad gave them a number.</summary>
    public const ushort OldStackedVlan = 0x9100;

    /// <summary>True for the types that announce a VLAN tag.</summary>
    public static bool IsVlan(ushort type) => type is Vlan or ServiceVlan or OldStackedVlan;
}
