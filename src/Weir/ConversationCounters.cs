namespace Weir;

/// <summary>What one direction of a conversation carried. Right when the conversation has ended; while packets come, those with payload are added now and then, and when the direction ends.</summary>
public struct ConversationCounters
{
    /// <summary>Captured packets.</summary>
    public long Packets { get; internal set; }

    /// <summary>Length of these packets on the wire, link layer included, in bytes.</summary>
    public long Bytes { get; internal set; }

    /// <summary>Transport payload that was captured, repetitions included, in bytes.</summary>
    public long PayloadBytes { get; internal set; }

    /// <summary>Time of the first packet, nanoseconds since 1970-01-01 UTC; 0 when there was none.</summary>
    public long FirstTime { get; internal set; }

    /// <summary>Latest time of a packet, nanoseconds since 1970-01-01 UTC; 0 when there was none.</summary>
    public long LastTime { get; internal set; }

    /// <summary>Gaps handed on.</summary>
    public long Gaps { get; internal set; }

    /// <summary>Length of all gaps in bytes.</summary>
    public long MissingBytes { get; internal set; }

    /// <summary>Segments that repeated bytes.</summary>
    public long RetransmittedSegments { get; internal set; }

    /// <summary>Bytes that had been seen before.</summary>
    public long RetransmittedBytes { get; internal set; }

    /// <summary>Bytes seen again with another value while the first was still known.</summary>
    public long ConflictingBytes { get; internal set; }

    /// <summary>Segments that came before their turn.</summary>
    public long OutOfOrder { get; internal set; }

    /// <summary>A SYN was seen.</summary>
    public bool SynSeen { get; internal set; }

    /// <summary>A FIN was seen.</summary>
    public bool FinSeen { get; internal set; }

    /// <summary>A RST that was in the window was seen.</summary>
    public bool ResetSeen { get; internal set; }

    /// <summary>How the direction ended.</summary>
    public StreamEnd End { get; internal set; }
}
