namespace Weir.Reassembly;

/// <summary>Bytes of a stream before their turn, in a rented buffer; or, without a buffer, bytes that the capture cut off.</summary>
internal struct KeptSegment
{
    public long Offset;

    /// <summary>Where the segment that brought the bytes began and ended: overlap policies compare whole segments.</summary>
    public long SegmentBegin;
    public long SegmentEnd;
    public long FrameNumber;
    public long Time;
    public byte[]? Buffer;
    public int Length;

    public readonly long End => Offset + Length;

    public readonly ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Length);
}
