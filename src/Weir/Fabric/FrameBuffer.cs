namespace Weir.Fabric;

/// <summary>One frame on its way through the engine, its <see cref="VnetHeader"/> first. Belongs to one holder at a time, and goes back to the <see cref="FramePool"/> that lent it.</summary>
internal sealed class FrameBuffer(byte[] bytes, bool large)
{
    /// <summary>The room; the frame is its first <see cref="Length"/> bytes.</summary>
    public byte[] Bytes { get; } = bytes;

    /// <summary>True for a buffer that takes the largest segment.</summary>
    public bool Large { get; } = large;

    /// <summary>Bytes of the header and the frame.</summary>
    public int Length { get; set; }

    /// <summary>The header and the frame.</summary>
    public Span<byte> Content => Bytes.AsSpan(0, Length);

    /// <summary>The frame without its header.</summary>
    public Span<byte> Frame => Bytes.AsSpan(VnetHeader.Length, Length - VnetHeader.Length);

    /// <summary>Packets on the wire that the frame becomes.</summary>
    public int Packets { get; set; }

    /// <summary>Bytes on the wire of all these packets.</summary>
    public int WireBytes { get; set; }

    /// <summary>The number in its direction.</summary>
    public long Number { get; set; }

    /// <summary>The delay decided for it, in nanoseconds.</summary>
    public long Delay { get; set; }

    /// <summary>How long sending it took in nanoseconds if it followed the frame before without a pause; else 0.</summary>
    public long SendTime { get; set; }

    /// <summary>Its place among all frames that were sent at the rate.</summary>
    public long Order { get; set; }
}
