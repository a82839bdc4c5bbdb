namespace Weir;

/// <summary>One captured packet: its bytes, where and when. A view: the bytes are valid until the next frame is read.</summary>
public readonly ref struct Frame
{
    /// <summary>Makes a frame of captured bytes.</summary>
    public Frame(ReadOnlySpan<byte> bytes, CapturePoint point, long number, long time, int originalLength)
    {
        Bytes = bytes;
        Point = point;
        Number = number;
        Time = time;
        OriginalLength = originalLength;
    }

    /// <summary>The captured bytes.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Where it was seen.</summary>
    public CapturePoint Point { get; }

    /// <summary>Position in its file, from 1.</summary>
    public long Number { get; }

    /// <summary>When it was seen: nanoseconds since 1970-01-01 UTC.</summary>
    public long Time { get; }

    /// <summary>Length on the wire in bytes; more than <see cref="Bytes"/> holds when the capture cut it off.</summary>
    public int OriginalLength { get; }
}
