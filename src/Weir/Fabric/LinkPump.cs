namespace Weir.Fabric;

/// <summary>
/// Moves frames through the links of one thread. It never waits: <see cref="LinkEngine"/> calls it when a descriptor is readable or a frame is due, the memory back end and tests call <see cref="Turn"/> and set a
/// <see cref="VirtualClock"/> forward. Not safe for several threads.
/// </summary>
internal sealed class LinkPump
{
    /// <summary>Most frames read from one end, or delivered, before others have their turn.</summary>
    public const int Batch = 64;

    private readonly TimeProvider _clock;
    private readonly long _begin;
    private readonly ulong _seed;
    private readonly LinkLimits _limits;
    private readonly DueHeap _due = new();
    private readonly List<EngineLink> _links = [];

    /// <summary>Makes a pump without links.</summary>
    /// <param name="clock">The time that counts.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="limits">The bounds of each direction.</param>
    /// <param name="maximumBytes">Most bytes of buffers of all links together.</param>
    public LinkPump(TimeProvider clock, ulong seed, LinkLimits? limits = null, long maximumBytes = 512L << 20)
    {
        _clock = clock;
        _begin = clock.GetTimestamp();
        _seed = seed;
        _limits = limits ?? LinkLimits.Default;
        Pool = new FramePool(maximumBytes);
    }

    /// <summary>The buffers.</summary>
    public FramePool Pool { get; }

    /// <summary>The links in the order in which they were added.</summary>
    public IReadOnlyList<EngineLink> Links => _links;

    /// <summary>Nanoseconds since the pump was made.</summary>
    public long Now
    {
        get
        {
            long elapsed = _clock.GetTimestamp() - _begin;
            long frequency = _clock.TimestampFrequency;
            return frequency == 1_000_000_000 ? elapsed : (long)((Int128)elapsed * 1_000_000_000 / frequency);
        }
    }

    /// <summary>When <see cref="DeliverDue"/> has something to do next; <see cref="long.MaxValue"/> for nothing.</summary>
    public long NextDue => _due.NextDue;

    /// <summary>Joins two ends. The pump does not dispose them.</summary>
    /// <exception cref="WeirException">The impairments have mistakes.</exception>
    public EngineLink Add(string name, ILinkEnd first, ILinkEnd second, Impairments firstToSecond, Impairments secondToFirst)
    {
        Check(firstToSecond);
        Check(secondToFirst);
        long now = Now;
        var forward = new LinkPort(new LinkDirection(name + ">", _seed, firstToSecond, _limits, Pool, now), first, second);
        var backward = new LinkPort(new LinkDirection(name + "<", _seed, secondToFirst, _limits, Pool, now), second, first);
        first.AllowLargeSegments(forward.Direction.TakesLargeSegments);
        second.AllowLargeSegments(backward.Direction.TakesLargeSegments);
        var link = new EngineLink(name, forward, backward);
        _links.Add(link);
        return link;
    }

    /// <summary>Takes a link away; what was under way on it is counted as cut.</summary>
    public void Remove(EngineLink link)
    {
        if (!_links.Remove(link)) { return; }
        foreach (LinkPort port in (LinkPort[])[link.Forward, link.Backward])
        {
            _due.Remove(port);
            port.Direction.Clear();
        }
    }

    /// <summary>Changes the impairments of one direction while frames are under way.</summary>
    /// <exception cref="WeirException">The new impairments have mistakes; the old ones stay.</exception>
    public void Change(LinkPort port, Func<Impairments, Impairments> change)
    {
        Impairments impairments = change(port.Direction.Impairments);
        Check(impairments);
        bool large = port.Direction.TakesLargeSegments;
        port.Direction.Apply(impairments, Now);
        if (port.Direction.TakesLargeSegments != large) { port.Source.AllowLargeSegments(!large); }
        _due.Update(port);
    }

    /// <summary>Reads what waits at the port's source, at most <see cref="Batch"/> frames, and hands on what is due at once. The number of frames read.</summary>
    public int Receive(LinkPort port)
    {
        int count = 0;
        while (count < Batch && port.Source.TryRead(Pool, out FrameBuffer frame))
        {
            long now = Now;
            port.Direction.Enter(frame, now);
            while (port.Direction.TryDeliver(now, port.Target)) { }
            count++;
        }

        if (count > 0) { _due.Update(port); }
        return count;
    }

    /// <summary>Delivers what is due, at most <see cref="Batch"/> frames. True when more may be due.</summary>
    public bool DeliverDue()
    {
        for (int i = 0; i < Batch; i++)
        {
            long now = Now;
            if (_due.NextDue > now) { return false; }
            LinkPort port = _due.First;
            // Without a frame the direction has only ended the sending of one, and has a later time now.
            port.Direction.TryDeliver(now, port.Target);
            _due.Update(port);
        }

        return true;
    }

    /// <summary>Moves everything that can move now, at all ends; then the time of <see cref="NextDue"/> lies ahead.</summary>
    public void Turn()
    {
        bool more = true;
        while (more)
        {
            more = DeliverDue();
            foreach (EngineLink link in _links)
            {
                more |= Receive(link.Forward) > 0;
                more |= Receive(link.Backward) > 0;
            }
        }
    }

    private static void Check(Impairments impairments)
    {
        if (impairments.Mistakes() is [{ } mistake, ..]) { throw new WeirException(mistake); }
    }
}
