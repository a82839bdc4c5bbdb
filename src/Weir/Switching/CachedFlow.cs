namespace Weir.Switching;

/// <summary>A key that is in the kernel's table: the mirror that says from what it follows.</summary>
/// <param name="key">The key, with the port's number.</param>
/// <param name="rules">The entries that its packets follow, one a table.</param>
/// <param name="counters">What else counts them.</param>
/// <param name="normal">Whether it follows also from what the switch has learnt.</param>
internal sealed class CachedFlow(in FlowKey key, FlowRule[] rules, TrafficCounter[] counters, bool normal)
{
    /// <summary>The key, with the port's number.</summary>
    public FlowKey Key { get; } = key;

    /// <summary>The entries that its packets follow.</summary>
    public FlowRule[] Rules { get; } = rules;

    /// <summary>What else counts its packets: groups and their buckets.</summary>
    public TrafficCounter[] Counters { get; } = counters;

    /// <summary>Whether it follows also from what the switch has learnt.</summary>
    public bool Normal { get; } = normal;

    /// <summary>The interface of its port.</summary>
    public required int Interface { get; init; }

    /// <summary>Packets that its entries were told of.</summary>
    public ulong Packets { get; set; }

    /// <summary>Bytes that its entries were told of.</summary>
    public ulong Bytes { get; set; }

    /// <summary>When it was last seen to be used, by the clock's time stamps.</summary>
    public long Used { get; set; }
}
