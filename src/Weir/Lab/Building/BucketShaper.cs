using Weir.Wire.Netlink;

namespace Weir.Lab.Building;

/// <summary>
/// Limits the rate by a token bucket of the kernel (<c>tbf</c>). The bucket holds what passes in two milliseconds, and at least one frame: enough for timers that come late, little beside any time over which a rate is
/// measured. A queue in bytes, and the usual one, counts bytes; one that the file gives in packets counts those of the wire, so large segments are cut before they wait.
/// </summary>
internal sealed class BucketShaper(ShapingPoint point, TimeProvider time) : KernelShaper(point, time)
{
    private const uint ByteHandle = 0x110000;
    private const uint CutterHandle = 0x120000;
    private const uint PacketHandle = 0x130000;
    private const uint PacketQueueHandle = 0x140000;

    /// <summary>The class of a bucket, to which the discipline below it is put.</summary>
    private const uint Below = 1;

    private const double BurstSeconds = 0.002;

    /// <summary>The kernel counts the time to fill the bucket in 32 bits of nanoseconds; a bucket that takes longer would never hold a frame.</summary>
    private const double FillSeconds = 4.2;

    /// <summary>Faster than any line: the bucket that only cuts holds nothing back.</summary>
    private const ulong CutterRate = 1_000_000_000_000;

    /// <summary>What a bucket cannot do of the values, for frames of this many bytes, in the words of a lab file.</summary>
    public static IEnumerable<string> BeyondBucket(Impairments values, int frameSize)
    {
        if (values.Delay > TimeSpan.Zero) { yield return "delay"; }
        if (values.Jitter > TimeSpan.Zero) { yield return "jitter"; }
        if (values.Loss > 0) { yield return "loss"; }
        if (values.BurstLoss is not null) { yield return "burst-loss"; }
        if (values.Reorder > 0) { yield return "reorder"; }
        if (values.Duplicate > 0) { yield return "duplicate"; }
        if (values.Corrupt > 0) { yield return "corrupt"; }
        if (values.Trace is not null) { yield return "trace"; }
        if (values.Rate is { } rate && rate.BitsPerSecond * FillSeconds < frameSize * 8.0) { yield return $"a rate of {rate}"; }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Beyond(Impairments values) => [.. BeyondBucket(values, Point.FrameSize)];

    /// <inheritdoc/>
    protected override uint HandleFor(Impairments values) => values.Rate is null ? 0 : CountsPackets(values.Queue) ? PacketHandle : ByteHandle;

    /// <inheritdoc/>
    protected override void Add(RouteBatch batch, Impairments values, bool anew)
    {
        ulong rate = (ulong)values.Rate!.Value.BitsPerSecond / 8;
        uint burst = (uint)Math.Clamp(rate * BurstSeconds, Point.FrameSize, uint.MaxValue);
        if (!CountsPackets(values.Queue))
        {
            long limit = values.Queue.Packets > 0 ? values.Queue.Packets * (long)Point.FrameSize : values.Queue.Bytes;
            batch.SetQueue(new QueueDiscipline(Point.Index, new TokenBucket(rate, burst, Narrow(limit))) { Handle = ByteHandle });
            return;
        }

        if (anew)
        {
            // A bucket that holds one frame makes the kernel cut large segments before they come to the one below, whose queue then counts packets of the wire.
            batch.SetQueue(new QueueDiscipline(Point.Index, new TokenBucket(CutterRate, (uint)Point.FrameSize, 0)) { Handle = CutterHandle });
            batch.SetQueue(new QueueDiscipline(Point.Index, new TokenBucket(rate, burst, 0)) { Handle = PacketHandle, Parent = CutterHandle | Below });
            batch.SetQueue(new QueueDiscipline(Point.Index, new PacketQueue(Narrow(values.Queue.Packets), CountsBytes: false)) { Handle = PacketQueueHandle, Parent = PacketHandle | Below });
            return;
        }

        // The kernel hands the limit on to the queue below, which counts packets.
        batch.SetQueue(new QueueDiscipline(Point.Index, new TokenBucket(rate, burst, Narrow(values.Queue.Packets))) { Handle = PacketHandle, Parent = CutterHandle | Below });
    }

    private static bool CountsPackets(QueueLimit queue) => queue.Packets > 0 && queue != QueueLimit.Default;

    private static uint Narrow(long value) => (uint)Math.Clamp(value, 1, uint.MaxValue);
}
