using System.Runtime.InteropServices;

namespace Weir.Switching;

/// <summary>
/// A meter as the kernel's program and this process share it: a bucket that empties at a rate, told as the time at which it will be empty. What would fill it beyond its size is dropped; into an empty one anything goes, so that a
/// segment larger than the bucket waits for it and is not dropped forever.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MeterState
{
    /// <summary>By how many bits <see cref="Cost"/> is shifted.</summary>
    public const int CostShift = 20;

    /// <summary>When the bucket is empty, in nanoseconds of the machine's monotonic clock.</summary>
    public long Empty;

    /// <summary>Nanoseconds that a byte or a packet takes to leave it, shifted; 0 when nothing is dropped.</summary>
    public long Cost;

    /// <summary>Nanoseconds that a full one takes to be empty.</summary>
    public long Size;

    /// <summary>1 when packets count, 0 when bytes do.</summary>
    public long ByPackets;

    /// <summary>What came in.</summary>
    public long Packets, Bytes;

    /// <summary>What was dropped.</summary>
    public long DroppedPackets, DroppedBytes;
}
