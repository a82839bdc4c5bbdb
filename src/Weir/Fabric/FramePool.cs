namespace Weir.Fabric;

/// <summary>
/// The buffers of one engine thread, in two sizes: one takes a packet of the usual MTU, the other the largest segment the kernel makes. Bounded in bytes; not safe for several threads.
/// </summary>
internal sealed class FramePool(long maximumBytes)
{
    /// <summary>Bytes of a small buffer.</summary>
    public const int SmallSize = 2048;

    /// <summary>Bytes of a large buffer: a segment of 64 KiB with its headers.</summary>
    public const int LargeSize = 65_536 + 256;

    private readonly Stack<FrameBuffer> _small = new();
    private readonly Stack<FrameBuffer> _large = new();
    private long _bytes;

    /// <summary>Buffers lent and not given back.</summary>
    public int Lent { get; private set; }

    /// <summary>Lends a buffer; null when the limit is reached.</summary>
    public FrameBuffer? Rent(bool large)
    {
        if (!(large ? _large : _small).TryPop(out FrameBuffer? buffer))
        {
            int size = large ? LargeSize : SmallSize;
            if (_bytes + size > maximumBytes) { return null; }
            _bytes += size;
            // Pinned: a system call takes the address, and pinning for each call would cost more than the call's own bookkeeping.
            buffer = new FrameBuffer(GC.AllocateUninitializedArray<byte>(size, pinned: true), large);
        }

        Lent++;
        return buffer;
    }

    /// <summary>Takes a buffer back.</summary>
    public void Return(FrameBuffer buffer)
    {
        Lent--;
        (buffer.Large ? _large : _small).Push(buffer);
    }
}
