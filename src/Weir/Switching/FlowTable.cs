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
    public IEnumerable<FlowRule> Rules => _parts.SelectMany(part => part.Rules.Values).SelectMany(rules => rules);

    /// <summary>The entry of the greatest priority that a packet fits; null when none does.</summary>
    public FlowRule? Find(in FlowKey key)
    {
        FlowRule? best = null;
        foreach (Part part in _parts)
        {
            if (best is not null && best.Priority >= part.Highest) { continue; }
            FlowKey masked = FlowKey.And(in key, in part.Mask);
            if (part.Rules.TryGetValue(masked, out List<FlowRule>? rules) && (best is null || rules[0].Priority > best.Priority)) { best = rules[0]; }
        }

        return best;
    }

    /// <summary>The entry with exactly this match and priority.</summary>
    public FlowRule? Find(in FlowKey key, in FlowKey mask, ushort priority)
    {
        FlowKey wanted = mask;
        Part? part = _parts.Find(one => one.Mask.Equals(wanted));
        return part is not null && part.Rules.TryGetValue(key, out List<FlowRule>? rules) ? rules.Find(one => one.Priority == priority) : null;
    }

    /// <summary>The entries that look at no packet which this match does not fit.</summary>
    public IEnumerable<FlowRule> Within(FlowKey key, FlowKey mask) =>
        _parts.Where(part => FlowKey.And(in part.Mask, in mask).Equals(mask)).SelectMany(part => part.Rules.Values).SelectMany(rules => rules).Where(rule => FlowKey.AreEqualUnder(rule.Key, in key, in mask));

    /// <summary>True when an entry of this priority fits a packet that this match fits too.</summary>
    public bool Overlaps(FlowKey key, FlowKey mask, ushort priority) =>
        Rules.Any(rule => rule.Priority == priority && FlowKey.AreEqualUnder(rule.Key, in key, FlowKey.And(rule.Mask, in mask)));

    /// <summary>Adds an entry; there must be none with its match and priority.</summary>
    public void Add(FlowRule rule)
    {
        FlowKey mask = rule.Mask;
        Part? part = _parts.Find(one => one.Mask.Equals(mask));
        if (part is null) { _parts.Add(part = new Part(rule.Mask)); }
        ref List<FlowRule>? rules = ref CollectionsMarshal.GetValueRefOrAddDefault(part.Rules, rule.Key, out _);
        rules ??= [];
        int at = rules.FindIndex(one => one.Priority < rule.Priority);
        rules.Insert(at < 0 ? rules.Count : at, rule);
        part.Highest = Math.Max(part.Highest, rule.Priority);
        Count++;
    }

    /// <summary>Removes an entry.</summary>
    public void Remove(FlowRule rule)
    {
        FlowKey mask = rule.Mask;
        Part? part = _parts.Find(one => one.Mask.Equals(mask));
        if (part is null || !part.Rules.TryGetValue(rule.Key, out List<FlowRule>? rules) || !rules.Remove(rule)) { return; }
        Count--;
        _gone += rule.CachedPackets;
        if (rules.Count == 0) { part.Rules.Remove(rule.Key); }
        if (part.Rules.Count == 0) { _parts.Remove(part); }
    }

    // Highest is never lowered while entries go: a look-up too many is all that it costs.
    private sealed class Part(FlowKey mask)
    {
        public readonly FlowKey Mask = mask;

        public Dictionary<FlowKey, List<FlowRule>> Rules { get; } = [];

        public ushort Highest { get; set; }
    }
}
