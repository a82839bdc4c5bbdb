using Weir.Wire.Frames;

namespace Weir.Reassembly;

/// <summary>All datagrams whose fragments are not together yet, oldest first; bounded in number, bytes and time.</summary>
internal sealed class FragmentTable(ReassemblyOptions options, Balance balance)
{
    /// <summary>Longest payload of a datagram: 64 KiB less the shortest header (RFC 791 3.1), which IPv6 without its extensions may exceed by those 20 bytes.</summary>
    private const int MaxPayload = 65535;
    private const int PoolLimit = 1024;

    private readonly Dictionary<FragmentKey, FragmentTracker> _trackers = [];
    private readonly Stack<FragmentTracker> _pool = new();
    private readonly long _timeout = options.FragmentTimeout.Ticks * 100;
    private FragmentTracker? _oldest;
    private FragmentTracker? _newest;

    /// <summary>Memory in bytes.</summary>
    public long Held { get; private set; }

    public int Count => _trackers.Count;

    /// <summary>Adds a fragment; <paramref name="whole"/> is set when it completed its datagram, and must be given back with <see cref="Done"/>.</summary>
    public Waypoint Add(in Frame frame, in DecodedPacket packet, int point, long time, out FragmentTracker? whole)
    {
        whole = null;
        int limit = packet.IpVersion == 4 ? MaxPayload - IPv4Header.MinSize : MaxPayload;
        int missing = frame.OriginalLength > frame.Bytes.Length ? packet.PayloadMissing : 0;
        if ((long)packet.FragmentOffset + packet.PayloadLength + missing > limit) { return Waypoint.FragmentRefused; }
        int promised = packet.PayloadLength + missing;
        ReadOnlySpan<byte> bytes = frame.Bytes.Slice(packet.PayloadOffset, packet.PayloadLength);
        if (packet.MoreFragments && promised % 8 != 0)
        {
            // RFC 8200 4.5 lets IPv6 receivers discard it; IPv4 receivers take whole units of eight bytes.
            if (packet.IpVersion == 6) { return Waypoint.FragmentRefused; }
            promised &= ~7;
            bytes = bytes[..Math.Min(bytes.Length, promised)];
        }

        if (promised <= 0) { return Waypoint.FragmentRefused; }
        FragmentKey key = FragmentKey.Of(packet, point);
        if (!_trackers.TryGetValue(key, out FragmentTracker? tracker)) { tracker = Begin(key, time); }
        long before = tracker.Held;
        if (packet.FragmentOffset == 0)
        {
            tracker.Protocol = packet.Protocol;
            tracker.HopLimit = packet.HopLimit;
        }

        Waypoint end = tracker.Add(packet.FragmentOffset, bytes, promised, !packet.MoreFragments, options.FragmentOverlap != OverlapPolicy.First);
        Held += tracker.Held - before;
        if (tracker.IsWhole)
        {
            balance.Add(Waypoint.DatagramsJoined);
            Unlink(tracker);
            whole = tracker;
        }
        else
        {
            while (Held > options.FragmentBytes && _oldest is not null) { GiveUp(_oldest); }
        }

        return end;
    }

    /// <summary>Gives a tracker back whose datagram was handed on.</summary>
    public void Done(FragmentTracker tracker) => Recycle(tracker);

    /// <summary>Gives up what is older than the timeout.</summary>
    public void Expire(long now)
    {
        while (_oldest is not null && now - _oldest.Begun > _timeout) { GiveUp(_oldest); }
    }

    public void Clear()
    {
        while (_oldest is not null) { GiveUp(_oldest); }
    }

    private FragmentTracker Begin(in FragmentKey key, long time)
    {
        if (_trackers.Count >= Math.Max(1, options.Datagrams)) { GiveUp(_oldest!); }
        if (!_pool.TryPop(out FragmentTracker? tracker)) { tracker = new FragmentTracker(); }
        tracker.Begin(key, time);
        _trackers.Add(key, tracker);
        Held += tracker.Held;
        tracker.Older = _newest;
        if (_newest is null) { _oldest = tracker; } else { _newest.Newer = tracker; }
        _newest = tracker;
        return tracker;
    }

    private void GiveUp(FragmentTracker tracker)
    {
        balance.Add(Waypoint.DatagramsExpired);
        Unlink(tracker);
        Recycle(tracker);
    }

    private void Unlink(FragmentTracker tracker)
    {
        _trackers.Remove(tracker.Key);
        if (tracker.Older is null) { _oldest = tracker.Newer; } else { tracker.Older.Newer = tracker.Newer; }
        if (tracker.Newer is null) { _newest = tracker.Older; } else { tracker.Newer.Older = tracker.Older; }
        tracker.Older = null;
        tracker.Newer = null;
    }

    private void Recycle(FragmentTracker tracker)
    {
        Held -= tracker.Held;
        tracker.Release();
        if (_pool.Count < PoolLimit) { _pool.Push(tracker); }
    }
}
