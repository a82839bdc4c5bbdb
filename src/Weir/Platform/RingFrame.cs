namespace Weir.Platform;

/// <summary>A frame in a ring. Its bytes are valid until the handler that got it returns.</summary>
public readonly ref struct RingFrame
{
    internal RingFrame(ReadOnlySpan<byte> bytes, int originalLength, long time, bool isOutgoing, int @interface)
    {
        Bytes = bytes;
        OriginalLength = originalLength;
        Time = time;
        IsOutgoing = isOutgoing;
        Interface = @interface;
    }

    /// <summary>The captured bytes, from the link header on, with the VLAN tag where it was on the wire.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Its length on the wire in bytes; more than <see cref="Bytes"/> holds when it was cut off. A large segment that is cut into packets only later counts as one.</summary>
    public int OriginalLength { get; }

    /// <summary>When the kernel saw it: nanoseconds since 1970-01-01 UTC.</summary>
    public long Time { get; }

    /// <summary>True when the interface's own machine sent it.</summary>
    public bool IsOutgoing { get; }

    /// <summary>The number of the interface that it passed.</summary>
    public int Interface { get; }
}
