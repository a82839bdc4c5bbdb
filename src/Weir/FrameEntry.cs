namespace Weir;

/// <summary>Where the bytes of one frame lie in the buffer of a <see cref="FrameRun"/>, and when it was seen.</summary>
internal struct FrameEntry
{
    public int Offset;
    public int CapturedLength;

    /// <summary>Length on the wire in bytes.</summary>
    public int OriginalLength;

    /// <summary>Index of its point of observation among those of the capture.</summary>
    public int Point;

    /// <summary>Nanoseconds since 1970-01-01 UTC.</summary>
    public long Time;
}
