using Weir.Wire.OpenFlow;

namespace Weir.Switching;

/// <summary>A group of buckets of actions (openflow-1.3 5.6.1).</summary>
/// <param name="number">Its number.</param>
/// <param name="kind">All buckets (0), one chosen by the packet's key (1), the only one (2), or the first whose port is up (3).</param>
/// <param name="buckets">The buckets.</param>
/// <param name="added">When it was made, by the clock's time stamps.</param>
internal sealed class SwitchGroup(uint number, byte kind, IReadOnlyList<GroupBucket> buckets, long added)
{
    /// <summary>Kinds of groups.</summary>
    public const byte All = 0, Select = 1, Indirect = 2, FastFailover = 3;

    /// <summary>Its number.</summary>
    public uint Number { get; } = number;

    /// <summary>Its kind.</summary>
    public byte Kind { get; } = kind;

    /// <summary>Its buckets.</summary>
    public IReadOnlyList<GroupBucket> Buckets { get; } = buckets;

    /// <summary>When it was made.</summary>
    public long Added { get; } = added;

    /// <summary>What came to it.</summary>
    public TrafficCounter Total { get; } = new();

    /// <summary>What went through each bucket.</summary>
    public IReadOnlyList<TrafficCounter> BucketCounts { get; } = [.. buckets.Select(_ => new TrafficCounter())];

    /// <summary>The buckets that a packet goes through, by their places. Which one is chosen depends on its key alone, so all packets of a key take the same.</summary>
    public IEnumerable<int> For(FlowKey key, Func<uint, bool> isUp)
    {
        IEnumerable<int> all = Enumerable.Range(0, Buckets.Count);
        return Kind switch
        {
            All => all,
            Select => Choose(key, [.. all.Where(bucket => Buckets[bucket].Weight > 0)]),
            Indirect => all.Take(1),
            _ => all.Where(bucket => isUp(Buckets[bucket].WatchPort)).Take(1),
        };
    }

    private IEnumerable<int> Choose(FlowKey key, int[] buckets)
    {
        int sum = buckets.Sum(bucket => Buckets[bucket].Weight);
        if (sum == 0) { return []; }
        ulong hash = 14695981039346656037;
        foreach (byte one in FlowKey.ReadOnly(in key)) { hash = (hash ^ one) * 1099511628211; }
        int at = (int)((hash >> 32) % (ulong)sum);
        foreach (int bucket in buckets)
        {
            if (at < Buckets[bucket].Weight) { return [bucket]; }
            at -= Buckets[bucket].Weight;
        }

        return [];
    }
}
