namespace Weir.Wire.Frames;

/// <summary>Link-layer header types of captures, by the numbers of the pcap file format (tcpdump.org/linktypes).</summary>
public enum LinkType
{
    /// <summary>BSD loopback: a 4-byte address family in the writer's byte order.</summary>
    Null = 0,
    /// <summary>Ethernet II and IEEE 802.3.</summary>
    Ethernet = 1,
    /// <summary>Raw IPv4 or IPv6 in the numbering of some systems.</summary>
    RawBsd = 12,
    /// <summary>Raw IPv4 or IPv6 in OpenBSD's numbering.</summary>
    RawOpenBsd = 14,
    /// <summary>Raw IPv4 or IPv6, told apart by the version field.</summary>
    Raw = 101,
    /// <summary>OpenBSD loopback: a 4-byte address family in network byte order.</summary>
    Loop = 108,
    /// <summary>Linux cooked capture, version 1.</summary>
    LinuxSll = 113,
    /// <summary>Raw IPv4.</summary>
    IPv4 = 228,
    /// <summary>Raw IPv6.</summary>
    IPv6 = 229,
    /// <summary>Linux cooked capture, version 2.</summary>
    LinuxSll2 = 276,
}
