using System.Runtime.InteropServices;

namespace Weir.Switching;

/// <summary>
/// The kernel's table of keys with its mirror: which entries each key follows from, so that a change of the entries takes away only the keys that it concerns. What packets counted in the kernel is told to the entries here.
/// Not safe for several threads.
/// </summary>
internal sealed class FlowCache(DataPath path, TimeProvider time)
{
    /// <summary>So long may a key be unused before its place is free for another.</summary>
    private static readonly TimeSpan Unused = TimeSpan.FromSeconds(10);

    private static readonly FlowKey IndexMask = NewIndexMask();

    private readonly Dictionary<FlowKey, CachedFlow> _mirror = [];
    private readonly Dictionary<FlowKey, FlowSet> _index = [];
    private readonly Dictionary<ulong, FlowSet> _normal = [];

    /// <summary>How many keys there are.</summary>
    public int Count => _mirror.Count;

    /// <summary>Packets that the kernel did by itself, as of the last <see cref="Collect"/>.</summary>
    public long Hits { get; private set; }

    /// <summary>Keys that found no room.</summary>
    public long Full { get; private set; }

    /// <summary>Told of each key that follows from what was learnt and was used since the last look.</summary>
    public Action<CachedFlow>? Refreshed { get; set; }

    /// <summary>Puts a key into the kernel's table. <paramref name="index"/> is the interface of its port.</summary>
    public void Add(in FlowKey key, int index, PacketPlan plan, in CachedActions actions)
    {
        if (_mirror.ContainsKey(key)) { return; }
        FlowKey kernel = key;
        kernel.InPort = (uint)index;
        if (_mirror.Count >= DataPath.Capacity || !path.TryAdd(in kernel, in actions))
        {
            Full++;
            return;
        }

        var cached = new CachedFlow(in key, plan.Rules.ToArray(), plan.Counters.ToArray(), plan.UsesLearning) { Used = time.GetTimestamp(), Interface = index };
        _mirror.Add(key, cached);
        CollectionsMarshal.GetValueRefOrAddDefault(_index, FlowKey.And(in key, in IndexMask), out _).Add(cached);
        foreach (FlowRule rule in cached.Rules) { rule.Add(cached); }
        if (cached.Normal) { CollectionsMarshal.GetValueRefOrAddDefault(_normal, key.Destination, out _).Add(cached); }
    }

    /// <summary>Takes away the keys that follow from an entry.</summary>
    public void RemoveOf(FlowRule rule)
    {
        foreach (CachedFlow cached in rule.Cached) { Remove(cached); }
    }

    /// <summary>Takes away the keys that a new entry will have the say about.</summary>
    public void RemoveFor(FlowRule rule)
    {
        if (rule.Table > 0)
        {
            // With which headers a packet comes to a later table the key does not say.
            foreach (CachedFlow cached in _mirror.Values.Where(one => one.Rules.Any(way => way.Table > 0)).ToArray()) { Remove(cached); }
            return;
        }

        CachedFlow[] near = FlowKey.And(rule.Mask, in IndexMask).Equals(IndexMask) ? _index.GetValueOrDefault(FlowKey.And(rule.Key, in IndexMask)).ToArray() : [.. _mirror.Values];
        foreach (CachedFlow cached in near)
        {
            if (FlowKey.AreEqualUnder(cached.Key, rule.Key, rule.Mask) && (cached.Rules.Length == 0 || cached.Rules[0].Priority <= rule.Priority)) { Remove(cached); }
        }
    }

    /// <summary>Takes away the keys to an address that were decided by what was learnt.</summary>
    public void RemoveNormal(ulong destination)
    {
        foreach (CachedFlow cached in _normal.GetValueOrDefault(destination).ToArray()) { Remove(cached); }
    }

    /// <summary>Takes all keys away.</summary>
    public void Clear()
    {
        foreach (CachedFlow cached in _mirror.Values.ToArray()) { Remove(cached); }
    }

    /// <summary>Tells the entries what packets counted since the last look, and takes away keys that were not used for long.</summary>
    public void Collect()
    {
        long now = time.GetTimestamp();
        path.Visit((key, packets, bytes) =>
        {
            // The kernel's key has the interface's number.
            if (!TryFind(key, out CachedFlow? cached)) { return; }
            Tell(cached!, packets, bytes, now);
        });
        foreach (CachedFlow cached in _mirror.Values.Where(one => time.GetElapsedTime(one.Used, now) > Unused).ToArray()) { Remove(cached); }
    }

    /// <summary>The number of the port at an interface.</summary>
    public Func<int, uint?> PortOf { get; set; } = _ => null;

    private static FlowKey NewIndexMask()
    {
        FlowKey mask = default;
        mask.Bytes.Slice(FlowKey.DestinationAt, 12).Fill(0xff);
        mask.Bytes.Slice(FlowKey.FromPortAt, 4).Fill(0xff);
        return mask;
    }

    private static void Leave<TKey>(Dictionary<TKey, FlowSet> sets, TKey key, CachedFlow cached) where TKey : notnull
    {
        ref FlowSet set = ref CollectionsMarshal.GetValueRefOrAddDefault(sets, key, out _);
        set.Remove(cached);
        if (set.IsEmpty) { sets.Remove(key); }
    }

    private bool TryFind(FlowKey key, out CachedFlow? cached)
    {
        cached = null;
        if (PortOf((int)key.InPort) is not { } port) { return false; }
        key.InPort = port;
        return _mirror.TryGetValue(key, out cached);
    }

    private void Remove(CachedFlow cached)
    {
        FlowKey kernel = cached.Key;
        kernel.InPort = (uint)cached.Interface;
        if (path.TryRemove(in kernel, out CachedActions last)) { Tell(cached, last.Packets, last.ByteCount, time.GetTimestamp()); }
        _mirror.Remove(cached.Key);
        Leave(_index, FlowKey.And(cached.Key, in IndexMask), cached);
        foreach (FlowRule rule in cached.Rules) { rule.Remove(cached); }
        if (cached.Normal) { Leave(_normal, cached.Key.Destination, cached); }
    }

    private void Tell(CachedFlow cached, ulong packets, ulong bytes, long now)
    {
        if (packets == cached.Packets) { return; }
        cached.Used = now;
        Hits += (long)(packets - cached.Packets);
        foreach (FlowRule rule in cached.Rules)
        {
            rule.Packets += packets - cached.Packets;
            rule.CachedPackets += packets - cached.Packets;
            rule.Bytes += bytes - cached.Bytes;
            rule.Used = now;
        }

        foreach (TrafficCounter counter in cached.Counters) { counter.Add(packets - cached.Packets, bytes - cached.Bytes); }
        (cached.Packets, cached.Bytes) = (packets, bytes);
        if (cached.Normal) { Refreshed?.Invoke(cached); }
    }
}
