using System.Text;
using Weir.Fabric;
using Weir.Wire.Netlink;

namespace Weir.Lab.Building;

/// <summary>Impairs by the kernel's network emulator (<c>netem</c>). It decides for what it is handed: of a large segment all packets share one fate, but for damage.</summary>
internal sealed class EmulatorShaper(ShapingPoint point, TimeProvider time, ulong seed) : KernelShaper(point, time)
{
    /// <summary>One handle a distribution: the kernel cannot take a table away, so another shape of jitter is another discipline.</summary>
    private const uint FirstHandle = 0x210000;

    // Packets a second that may be under way where no rate limits them: more than the kernel passes through one emulator.
    private const double MostPackets = 2_000_000;
    private const double MostWaiting = 4_000_000;

    /// <summary>What the emulator cannot do of the values, in the words of a lab file.</summary>
    public static IEnumerable<string> BeyondEmulator(Impairments values)
    {
        if (values.Trace is not null) { yield return "trace"; }
        if (values is { Loss: > 0, BurstLoss: not null }) { yield return "loss and burst-loss together"; }
    }

    /// <summary>Where the random choices of a direction begin.</summary>
    public static ulong SeedOf(long seed, string direction)
    {
        // FNV-1a, as for names of interfaces: it never changes.
        ulong hash = 14695981039346656037 ^ unchecked((ulong)seed);
        foreach (byte one in Encoding.UTF8.GetBytes(direction)) { hash = (hash ^ one) * 1099511628211; }
        return hash;
    }

    /// <summary>The values as the emulator takes them.</summary>
    public static NetworkEmulator Emulator(Impairments values, int frameSize, ulong seed)
    {
        ulong rate = (ulong)(values.Rate?.BitsPerSecond ?? 0) / 8;
        double waiting = values.Queue.Packets > 0 ? values.Queue.Packets : Math.Ceiling(values.Queue.Bytes / (double)frameSize);
        double seconds = values.Delay.TotalSeconds + (4 * values.Jitter.TotalSeconds);
        // Its limit holds what is under way too, so that is added to what may wait.
        double underWay = rate > 0 ? Math.Ceiling(seconds * rate / frameSize) : Math.Max(waiting, seconds * MostPackets);
        bool shaped = values.Jitter > TimeSpan.Zero && values.Distribution != JitterDistribution.Uniform;
        return new NetworkEmulator
        {
            Limit = (uint)Math.Min(waiting + underWay, MostWaiting),
            Delay = values.Delay,
            Jitter = values.Jitter,
            Distribution = shaped ? JitterTable.Quantiles(values.Distribution, NetworkEmulator.DistributionScale) : default,
            Loss = values.Loss,
            LossCorrelation = values.LossCorrelation,
            BurstLoss = values.BurstLoss is { } burst ? (burst.P, burst.R, burst.H, 1 - burst.K) : null,
            Reorder = values.Reorder,
            ReorderCorrelation = values.ReorderCorrelation,
            Gap = values.Reorder > 0 ? (uint)Math.Max(1, values.ReorderGap) : 0,
            Duplicate = values.Duplicate,
            Corrupt = values.Corrupt,
            Rate = rate,
            Seed = seed,
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Beyond(Impairments values) => [.. BeyondEmulator(values)];

    /// <inheritdoc/>
    protected override uint HandleFor(Impairments values) =>
        FirstHandle + ((values.Jitter > TimeSpan.Zero ? (uint)values.Distribution : (uint)JitterDistribution.Uniform) << 16);

    /// <inheritdoc/>
    protected override void Add(RouteBatch batch, Impairments values, bool anew) =>
        batch.SetQueue(new QueueDiscipline(Point.Index, Emulator(values, Point.FrameSize, seed)) { Handle = HandleFor(values) });
}
