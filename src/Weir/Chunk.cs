namespace Weir;

/// <summary>Ordered bytes of one direction of a conversation, a gap in them, or their end. A view: the bytes are valid during the call only.</summary>
public readonly ref struct Chunk
{
    /// <summary>The conversation.</summary>
    public required Conversation Conversation { get; init; }

    /// <summary>Which way.</summary>
    public required Direction Direction { get; init; }

    /// <summary>What it is.</summary>
    public required ChunkKind Kind { get; init; }

    /// <summary>The bytes; empty for a gap or an end.</summary>
    public ReadOnlySpan<byte> Bytes { get; init; }

    /// <summary>Offset of the first byte in the stream of this direction: 0 is the first byte after the SYN, or the first byte seen when the opening was not captured.</summary>
    public long Offset { get; init; }

    /// <summary>How many bytes are missing, for a gap.</summary>
    public long GapLength { get; init; }

    /// <summary>How the direction ended, for an end.</summary>
    public StreamEnd End { get; init; }

    /// <summary>True when the stream's first byte (after the SYN) was not captured, so that <see cref="Offset"/> counts from the first byte seen.</summary>
    public bool StartsMidStream { get; init; }

    /// <summary>Number of the frame that carried the bytes (for a gap or end: that made it known).</summary>
    public long FrameNumber { get; init; }

    /// <summary>When that frame was seen: nanoseconds since 1970-01-01 UTC. For bytes that were kept for later: when they came, not when they were handed on.</summary>
    public long Time { get; init; }
}
