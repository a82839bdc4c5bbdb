namespace Weir.Wire.Netlink;

/// <summary>The types of a link's attributes (linux/if_link.h, IFLA_*).</summary>
internal static class LinkAttribute
{
    public const ushort Address = 1;
    public const ushort Name = 3;
    public const ushort Mtu = 4;
    public const ushort Link = 5;
    public const ushort Queue = 6;
    public const ushort Master = 10;
    public const ushort QueueLength = 13;
    public const ushort OperationalState = 16;
    public const ushort Info = 18;
    public const ushort Alias = 20;
    public const ushort Statistics64 = 23;
    public const ushort FamilySpecific = 26;
    public const ushort Group = 27;
    public const ushort NamespaceFd = 28;
    public const ushort SendQueues = 31;
    public const ushort ReceiveQueues = 32;
    public const ushort LinkNamespaceId = 37;
    public const ushort Properties = 52;
    public const ushort AlternativeName = 53;

    // IFLA_INFO_*, inside Info.
    public const ushort Kind = 1;
    public const ushort Data = 2;
    public const ushort PortData = 5;

    /// <summary>VETH_INFO_PEER, inside Data.</summary>
    public const ushort VethPeer = 1;

    /// <summary>IFLA_VLAN_ID, inside Data.</summary>
    public const ushort VlanId = 1;

    /// <summary>IFLA_MACVLAN_MODE, inside Data.</summary>
    public const ushort MacvlanMode = 1;

    /// <summary>IFLA_BRPORT_STATE, inside PortData.</summary>
    public const ushort PortState = 1;

    /// <summary>IFLA_INET6_ADDR_GEN_MODE, inside FamilySpecific under the family IPv6.</summary>
    public const ushort AddressGeneration = 8;

    /// <summary>Length of struct ifinfomsg in bytes: family, padding, type, index, flags, mask of flags to change.</summary>
    public const int HeaderSize = 16;
}
