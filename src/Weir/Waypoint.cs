namespace Weir;

/// <summary>
/// Every border of the path. Whatever stops anywhere is counted at one of these. A captured packet ends at exactly one waypoint whose
/// <see cref="WaypointRole"/> is <see cref="WaypointRole.PacketEnd"/>, so their sum is <see cref="Captured"/> in every run.
/// </summary>
public enum Waypoint
{
    /// <summary>Packets read from a capture.</summary>
    Captured,
    /// <summary>Packets that the capturing ring or interface says it dropped before us; not among <see cref="Captured"/>.</summary>
    DroppedByRing,

    /// <summary>The packet was excluded by a filter.</summary>
    Filtered,
    /// <summary>The headers could not be read; see the length error.</summary>
    Malformed,
    /// <summary>Understood, but without an IP packet (ARP, LLDP, an unknown EtherType).</summary>
    NotIp,
    /// <summary>IP, but with a transport that has no conversations here (ICMP, an unknown protocol).</summary>
    NotTransport,
    /// <summary>An IP fragment that waits for its datagram or was joined into it.</summary>
    FragmentKept,
    /// <summary>An IP fragment whose bytes were all there already.</summary>
    FragmentDuplicate,
    /// <summary>An IP fragment that was refused: memory limit, overlap, or beyond 64 KiB.</summary>
    FragmentRefused,
    /// <summary>A UDP datagram that was handed on.</summary>
    Datagram,
    /// <summary>A TCP segment without data (acknowledgement, handshake, window update).</summary>
    SegmentEmpty,
    /// <summary>A TCP segment whose new bytes were handed on at once.</summary>
    SegmentInOrder,
    /// <summary>A TCP segment ahead of its turn, kept until the hole before it closes.</summary>
    SegmentKept,
    /// <summary>A TCP segment without a new byte (retransmission).</summary>
    SegmentDuplicate,
    /// <summary>A keep-alive or a probe of a closed window.</summary>
    SegmentProbe,
    /// <summary>A TCP segment outside the window, or after the end of its stream.</summary>
    SegmentOutside,
    /// <summary>A TCP segment that was refused because a memory limit was reached.</summary>
    SegmentRefused,

    /// <summary>Stream bytes handed on in order.</summary>
    BytesDelivered,
    /// <summary>Stream bytes that had been seen before.</summary>
    BytesDuplicate,
    /// <summary>Stream bytes seen again with another value.</summary>
    BytesConflicting,
    /// <summary>Stream bytes that never came: the length of all gaps.</summary>
    BytesMissing,
    /// <summary>Stream bytes refused at a memory limit.</summary>
    BytesRefused,
    /// <summary>Gaps handed on in place of missing bytes.</summary>
    Gaps,
    /// <summary>Datagrams joined from fragments.</summary>
    DatagramsJoined,
    /// <summary>Datagrams given up with fragments missing.</summary>
    DatagramsExpired,
    /// <summary>Conversations begun.</summary>
    ConversationsBegun,
    /// <summary>Conversations ended early because the limit on conversations was reached.</summary>
    ConversationsEvicted,

    /// <summary>Streams of a known kind for which no secret fits.</summary>
    StreamsWithoutSecret,
    /// <summary>Encrypted streams joined to their secret.</summary>
    StreamsJoined,
    /// <summary>Encrypted frames whose header was found and decrypted.</summary>
    FramesDecrypted,
    /// <summary>Encrypted frames that lost bytes and cannot be read.</summary>
    FramesLost,
    /// <summary>Frames whose authentication code was checked and right.</summary>
    MacRight,
    /// <summary>Frames whose authentication code was checked and wrong.</summary>
    MacWrong,
    /// <summary>Frames whose authentication code could not be checked (only the cipher key is known, or after a gap).</summary>
    MacUnchecked,
    /// <summary>Stream bytes passed over while looking for the next message.</summary>
    BytesSkipped,
    /// <summary>Messages understood.</summary>
    MessagesDecoded,
    /// <summary>Messages whose content could not be read.</summary>
    MessagesNotUnderstood,
    /// <summary>Messages excluded by a filter.</summary>
    MessagesFiltered,
    /// <summary>Records written to a store.</summary>
    RecordsStored,
}
