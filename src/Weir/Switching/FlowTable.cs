using System.Runtime.InteropServices;

namespace Weir.Switching;

/// <summary>A table of flow entries. Entries that look at the same bits are together, so that a look-up asks once for each set of bits that entries look at, however many entries there are.</summary>
internal sealed class FlowTable
{
    /// <summary>Most entries.</summary>
    public const int Capacity = 262_144;

    private readonly List<Part> _parts = [];
    private ulong _gone;

    /// <summary>How many entries there are.</summary>
    public int Count { get; private set; }

    /// <summary>How often packets looked here, and how often they found something.</summary>
    public ulong Lookups { get; set; }

    /// <summary>How often packets found something.</summary>
    public ulong Matched { get; set; }

    /// <summary>Packets that the kernel did by a key that follows from this table.</summary>
    public ulong Cached => Rules.Aggregate(_gone, (sum, rule) => sum + rule.CachedPackets);

    /// <summary>All entries.</summary>
    public IEnumerable<FlowRule> Rules => _parts.SelectMany(part => part.All);

    /// <summary>The entry of the greatest priority that a packet fits; null when none does.</summary>
    public FlowRule? Find(in FlowKey key)
    {
        FlowRule? best = null;
        foreach (Part part in _parts)
        {
            if (best is not null && best.Priority >= part.Highest) { continue; }
            FlowKey masked = FlowKey.And(in key, in part.Mask);
            if (part.Rules.TryGetValue(masked, out FlowRule? rule) && (best is null || rule.Priority > best.Priority)) { best = rule; }
        }

        return best;
    }

    /// <summary>The entry with exactly this match and priority.</summary>
    public FlowRule? Find(in FlowKey key, in FlowKey mask, ushort priority)
    {
        FlowRule? rule = PartOf(in mask)?.Rules.GetValueOrDefault(key);
        while (rule is not null && rule.Priority > priority) { rule = rule.Lower; }
        return rule?.Priority == priority ? rule : null;
    }

    /// <summary>The entries that look at no packet which this match does not fit.</summary>
    public IEnumerable<FlowRule> Within(FlowKey key, FlowKey mask) =>
        _parts.Where(part => FlowKey.And(in part.Mask, in mask).Equals(mask)).SelectMany(part => part.All).Where(rule => FlowKey.AreEqualUnder(rule.Key, in key, in mask));

    /// <summary>True when an entry of this priority fits a packet that this match fits too.</summary>
    public bool Overlaps(FlowKey key, FlowKey mask, ushort priority) =>
        Rules.Any(rule => rule.Priority == priority && FlowKey.AreEqualUnder(rule.Key, in key, FlowKey.And(rule.Mask, in mask)));

    /// <summary>Adds an entry; there must be none with its match and priority.</summary>
    public void Add(FlowRule rule)
    {
        Part? part = PartOf(rule.Mask);
        if (part is null) { _parts.Add(part = new Part(rule.Mask)); }
        ref FlowRule? first = ref CollectionsMarshal.GetValueRefOrAddDefault(part.Rules, rule.Key, out _);
        if (first is null || first.Priority < rule.Priority) { (rule.Lower, first) = (first, rule); }
        else
        {
            FlowRule above = first;
            while (above.Lower is { } lower && lower.Priority > rule.Priority) { above = lower; }
            (rule.Lower, above.Lower) = (above.Lower, rule);
        }

        part.Highest = Math.Max(part.Highest, rule.Priority);
        Count++;
    }

    /// <summary>Removes an entry.</summary>
    public void Remove(FlowRule rule)
    {
        if (PartOf(rule.Mask) is not { } part || !part.Remove(rule)) { return; }
        Count--;
        _gone += rule.CachedPackets;
        if (part.Rules.Count == 0) { _parts.Remove(part); }
    }

    private Part? PartOf(in FlowKey mask)
    {
        foreach (Part part in _parts)
        {
            if (part.Mask.Equals(mask)) { return part; }
        }

        return null;
    }

    // Highest is never lowered while entries go: a look-up too many is all that it costs.
    private sealed class Part(FlowKey mask)
    {
        public readonly FlowKey Mask = mask;

        // By what they match, the one of the highest priority; the others hang on it.
        public Dictionary<FlowKey, FlowRule> Rules { get; } = [];

        public ushort Highest { get; set; }

        public IEnumerable<FlowRule> All
        {
            get
            {
                foreach (FlowRule first in Rules.Values)
                {
                    for (FlowRule? rule = first; rule is not null; rule = rule.Lower) { yield return rule; }
                }
            }
        }

        public bool Remove(FlowRule rule)
        {
            if (!Rules.TryGetValue(rule.Key, out FlowRule? above)) { return false; }
            if (ReferenceEquals(above, rule))
            {
                if (rule.Lower is { } next) { Rules[rule.Key] = next; }
                else { Rules.Remove(rule.Key); }
            }
            else
            {
                while (above is not null && !ReferenceEquals(above.Lower, rule)) { above = above.Lower; }
                if (above is null) { return false; }
                above.Lower = rule.Lower;
            }

            rule.Lower = null;
            return true;
        }
    }
}
