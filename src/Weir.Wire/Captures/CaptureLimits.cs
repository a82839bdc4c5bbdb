namespace Weir.Wire.Captures;

/// <summary>What lengths in a capture may say before they are called damaged. Each is compared before a length is used.</summary>
public static class CaptureLimits
{
    /// <summary>Most captured bytes of a packet: 256 KiB, the largest snapshot length that libpcap and wiretap write.</summary>
    public const int PacketLength = 262_144;

    /// <summary>Most captured bytes of a packet of D-Bus and USB captures, whose messages may be this long (wiretap has the same limit): 128 MiB.</summary>
    public const int LongPacketLength = 128 * 1024 * 1024;

    /// <summary>Most captured bytes of an EBHSCR frame: 8 MiB (wiretap has the same limit).</summary>
    public const int EbhscrPacketLength = 8 * 1024 * 1024;

    /// <summary>Longest block of a pcapng file: the longest packet and 128 KiB for its options (wiretap has the same limit).</summary>
    public const int BlockLength = EnhancedPacketBlock.FixedLength + PcapngBlock.Overhead + LongPacketLength + 131_072;

    /// <summary>Longest block whose content is kept whole in memory (names, secrets, interfaces): 16 MiB; a longer one is passed over.</summary>
    public const int KeptBlockLength = 16 * 1024 * 1024;

    /// <summary>Most captured bytes that a packet of this link-layer header type may have.</summary>
    /// <param name="linkType">The number of the link-layer header type (tcpdump.org/linktypes).</param>
    public static int PacketLengthOf(int linkType) => linkType switch
    {
        231 or 249 => LongPacketLength, // LINKTYPE_DBUS, LINKTYPE_USBPCAP
        279 => EbhscrPacketLength,      // LINKTYPE_EBHSCR
        _ => PacketLength,
    };
}
