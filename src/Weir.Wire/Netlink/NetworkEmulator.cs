using System.Runtime.InteropServices;

namespace Weir.Wire.Netlink;

/// <summary>
/// The kernel's network emulator (<c>netem</c>; linux/pkt_sched.h, struct tc_netem_qopt): delay, loss, reordering, copies, damage and rate. Probabilities lie between 0 and 1 and are kept in 32 bits. The kernel keeps
/// either <see cref="Loss"/> or <see cref="BurstLoss"/>.
/// </summary>
public sealed record NetworkEmulator : QueueOptions
{
    internal const string Name = "netem";

    /// <summary>Values of a distribution at most (NETEM_DIST_MAX).</summary>
    public const int DistributionLimit = 16_384;

    /// <summary>The value of a distribution that stands for one jitter (NETEM_DIST_SCALE).</summary>
    public const int DistributionScale = 8192;

    // struct tc_netem_qopt: latency and limit, loss, gap, duplicate, jitter, 32 bits each; times in ticks.
    private const int Size = 24;
    private const ushort CorrelationType = 1;
    private const ushort DistributionType = 2;
    private const ushort ReorderType = 3;
    private const ushort CorruptType = 4;
    private const ushort LossType = 5;
    private const ushort RateType = 6;
    private const ushort Rate64Type = 8;
    private const ushort Latency64Type = 10;
    private const ushort Jitter64Type = 11;
    private const ushort SeedType = 14;
    private const ushort GilbertElliottType = 2;

    /// <inheritdoc/>
    public override string Kind => Name;

    /// <summary>Packets that it holds at most, under way and waiting for the rate together.</summary>
    public uint Limit { get; init; } = 1000;

    /// <summary>Mean delay, in steps of 100 ns.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How far delays stray, in steps of 100 ns.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>The shape of the jitter: quantiles of a distribution, <see cref="DistributionScale"/> for one jitter; empty for a uniform one. Not told by the kernel.</summary>
    public ReadOnlyMemory<short> Distribution { get; init; }

    /// <summary>Probability that a packet is lost.</summary>
    public double Loss { get; init; }

    /// <summary>How much the fate of a packet follows the one before.</summary>
    public double LossCorrelation { get; init; }

    /// <summary>Loss in bursts after Gilbert and Elliott: of a good line turning bad, of a bad one turning good, that a packet passes a bad line, that it is lost on a good one; null for none.</summary>
    public (double P, double R, double H, double GoodLoss)? BurstLoss { get; init; }

    /// <summary>Probability that a packet skips the delay.</summary>
    public double Reorder { get; init; }

    /// <summary>How much skipping follows the packet before.</summary>
    public double ReorderCorrelation { get; init; }

    /// <summary>Only each so many-th packet may skip the delay; with 0 none does.</summary>
    public uint Gap { get; init; }

    /// <summary>Probability that a packet comes twice.</summary>
    public double Duplicate { get; init; }

    /// <summary>Probability that a bit of a packet is inverted.</summary>
    public double Corrupt { get; init; }

    /// <summary>Bytes a second; 0 for no limit.</summary>
    public ulong Rate { get; init; }

    /// <summary>Where its random choices begin (Linux 6.6 and later; others ignore it); null leaves it to the kernel.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Compares the values, those of the distribution too.</summary>
    public bool Equals(NetworkEmulator? other) =>
        other is not null && Limit == other.Limit && Delay == other.Delay && Jitter == other.Jitter && Distribution.Span.SequenceEqual(other.Distribution.Span) && Loss.Equals(other.Loss)
        && LossCorrelation.Equals(other.LossCorrelation) && BurstLoss == other.BurstLoss && Reorder.Equals(other.Reorder) && ReorderCorrelation.Equals(other.ReorderCorrelation) && Gap == other.Gap
        && Duplicate.Equals(other.Duplicate) && Corrupt.Equals(other.Corrupt) && Rate == other.Rate && Seed == other.Seed;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Limit, Delay, Jitter, Loss, Reorder, Duplicate, Corrupt, Rate);

    internal override void Write(NetlinkWriter writer)
    {
        Span<byte> head = writer.Take(Size);
        Put(head, QueueTime.Of(Delay), Limit, Share(Loss), Gap, Share(Duplicate), QueueTime.Of(Jitter));

        // In a change the kernel keeps what is not sent of the correlations, reordering, damage and rate, so all of them are sent. It keeps a distribution too, which cannot be taken away again.
        Put(writer.Reserve(CorrelationType, 12), 0, Share(LossCorrelation), 0);
        Put(writer.Reserve(ReorderType, 8), Share(Reorder), Share(ReorderCorrelation));
        Put(writer.Reserve(CorruptType, 8), Share(Corrupt), 0);
        if (BurstLoss is { } burst)
        {
            int model = writer.BeginNested(LossType);
            Put(writer.Reserve(GilbertElliottType, 16), Share(burst.P), Share(burst.R), Share(burst.H), Share(burst.GoodLoss));
            writer.EndNested(model);
        }

        Put(writer.Reserve(RateType, 16), TokenBucket.Rate32(Rate), 0, 0, 0);
        if (Rate > uint.MaxValue) { writer.UInt64(Rate64Type, Rate); }
        if (!Distribution.IsEmpty) { writer.Bytes(DistributionType, MemoryMarshal.AsBytes(Distribution.Span[..Math.Min(Distribution.Length, DistributionLimit)])); }
        writer.UInt64(Latency64Type, QueueTime.Nanoseconds(Delay));
        writer.UInt64(Jitter64Type, QueueTime.Nanoseconds(Jitter));
        if (Seed is { } seed) { writer.UInt64(SeedType, seed); }
    }

    internal static NetworkEmulator? Read(ReadOnlySpan<byte> value)
    {
        if (value.Length < Size) { return null; }
        var made = new NetworkEmulator
        {
            Delay = QueueTime.ToTime(Word(value, 0)),
            Limit = Word(value, 1),
            Loss = Share(Word(value, 2)),
            Gap = Word(value, 3),
            Duplicate = Share(Word(value, 4)),
            Jitter = QueueTime.ToTime(Word(value, 5)),
        };
        foreach (NetlinkAttribute a in new NetlinkAttributes(value[Size..]))
        {
            made = a.Type switch
            {
                CorrelationType when a.Value.Length >= 12 => made with { LossCorrelation = Share(Word(a.Value, 1)) },
                ReorderType when a.Value.Length >= 8 => made with { Reorder = Share(Word(a.Value, 0)), ReorderCorrelation = Share(Word(a.Value, 1)) },
                CorruptType when a.Value.Length >= 8 => made with { Corrupt = Share(Word(a.Value, 0)) },
                LossType when a.Nested.TryFind(GilbertElliottType, out NetlinkAttribute model) && model.Value.Length >= 16 =>
                    made with { BurstLoss = (Share(Word(model.Value, 0)), Share(Word(model.Value, 1)), Share(Word(model.Value, 2)), Share(Word(model.Value, 3))) },
                RateType when a.Value.Length >= 16 && made.Rate == 0 => made with { Rate = Word(a.Value, 0) },
                Rate64Type when a.Value.Length >= 8 => made with { Rate = a.UInt64 },
                DistributionType => made with { Distribution = MemoryMarshal.Cast<byte, short>(a.Value[..(Math.Min(a.Value.Length / 2, DistributionLimit) * 2)]).ToArray() },
                Latency64Type when a.Value.Length >= 8 => made with { Delay = Time(a.UInt64) },
                Jitter64Type when a.Value.Length >= 8 => made with { Jitter = Time(a.UInt64) },
                SeedType when a.Value.Length >= 8 => made with { Seed = a.UInt64 },
                _ => made,
            };
        }

        return made;
    }

    private static void Put(Span<byte> target, params ReadOnlySpan<uint> words) => MemoryMarshal.AsBytes(words).CopyTo(target);

    private static uint Word(ReadOnlySpan<byte> value, int number) => MemoryMarshal.Read<uint>(value[(number * sizeof(uint))..]);

    private static uint Share(double share) => (uint)Math.Round(Math.Clamp(share, 0, 1) * uint.MaxValue);

    private static double Share(uint share) => share / (double)uint.MaxValue;

    private static TimeSpan Time(ulong nanoseconds) => TimeSpan.FromTicks((long)Math.Min(nanoseconds / 100, long.MaxValue));
}
