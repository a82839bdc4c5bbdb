using Weir.Platform;
using Weir.Wire.Frames;

namespace Weir.Capture;

/// <summary>
/// Frames of interfaces while they pass, each interface a point of observation. The interfaces of one namespace share a ring, so that their frames come in one order. The ring is the only queue between the
/// kernel and whoever takes the frames: it is bounded, and frames that find it full are counted. Listens from <see cref="Open"/> on, also at interfaces that are down. One thread reads.
/// </summary>
public sealed class LiveFrames : IDisposable
{
    /// <summary>Memory that a ring has at least: two of its blocks.</summary>
    private const long SmallestRing = 2 * PacketRing.BlockSize;

    /// <summary>Blocks of a ring that are handed over before the caller may look at something else: 1 MiB, about 4,000 frames of 150 bytes.</summary>
    private const int BlocksAtOnce = 8;

    private readonly PacketRing[] _rings;
    private readonly RingHandler[] _handlers;
    private readonly LiveCaptureOptions _options;
    private readonly int _turns; // in a round
    private FrameHandler? _handler;
    private int _turn;

    private LiveFrames(IReadOnlyList<(PacketRing Ring, LivePoint[] Points)> rings, LiveCaptureOptions options)
    {
        _options = options;
        _rings = [.. rings.Select(one => one.Ring)];
        var points = new List<CapturePoint>();
        _turns = (_rings.Max(ring => (int?)ring.Blocks) + BlocksAtOnce - 1) / BlocksAtOnce ?? 1;
        _handlers = new RingHandler[_rings.Length];
        for (int i = 0; i < _handlers.Length; i++)
        {
            var ports = new Dictionary<int, Port[]>();
            foreach (IGrouping<int, LivePoint> group in rings[i].Points.GroupBy(point => point.Index))
            {
                ports.Add(group.Key, [.. group.Select(point => new Port(new CapturePoint(point.Name, "live", LinkType.Ethernet), point.IsOuter))]);
            }

            points.AddRange(ports.Values.SelectMany(group => group).Select(port => port.Point));

            _handlers[i] = (in RingFrame frame) => Take(ports, in frame);
        }

        Points = points;
    }

    /// <summary>The points of observation.</summary>
    public IReadOnlyList<CapturePoint> Points { get; }

    /// <summary>Frames that arrived so far, those that were dropped included; as of the last <see cref="ReadStatistics"/>.</summary>
    public long Received => _rings.Sum(ring => ring.Received);

    /// <summary>Frames that found a ring full so far; as of the last <see cref="ReadStatistics"/>.</summary>
    public long Dropped => _rings.Sum(ring => ring.Dropped);

    /// <summary>Begins to listen. <see cref="LiveCaptureOptions.Ring"/> is the memory of all rings together.</summary>
    /// <exception cref="WeirException">The filter is not understood, or the machine refuses.</exception>
    public static LiveFrames Open(IReadOnlyList<LivePoint> points, LiveCaptureOptions options)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(options);
        using PacketFilter? filter = options.Filter.Length == 0 ? null : PacketFilter.Compile(options.Filter);
        IGrouping<NetworkNamespace, LivePoint>[] groups = [.. points.GroupBy(point => point.Network)];
        var rings = new List<(PacketRing Ring, LivePoint[] Points)>(groups.Length);
        try
        {
            long size = Math.Max(SmallestRing, options.Ring.Bytes / Math.Max(1, groups.Length));
            foreach (IGrouping<NetworkNamespace, LivePoint> group in groups)
            {
                int[] interfaces = [.. group.Select(point => point.Index).Distinct()];
                PacketRing ring = group.Key.Run(() => PacketRing.Open(interfaces, size, options.Delay, filter));
                rings.Add((ring, [.. group]));
                if (!group.Any(point => point.IsOuter ? options.Received : options.Sent)) { ring.LeaveOutOutgoing(); }
            }

            return new LiveFrames(rings, options);
        }
        catch
        {
            foreach ((PacketRing ring, _) in rings) { ring.Dispose(); }
            throw;
        }
    }

    /// <summary>True when all frames that were there when the round began have been handed over: each ring was found empty, or has had its turn for each of its blocks. The next <see cref="Drain"/> begins a new round.</summary>
    public bool IsRoundOver => _turn == 0;

    /// <summary>Hands over frames that are there, the oldest of each ring first, and returns before they take long. Gives how many came, those included that a direction leaves out.</summary>
    public int Drain(FrameHandler handler)
    {
        _handler = handler;
        int count = 0;
        for (int i = 0; i < _rings.Length; i++) { count += _rings[i].Drain(_handlers[i], BlocksAtOnce); }
        _turn++;
        if (_turn == _turns || Array.TrueForAll(_rings, ring => ring.IsEmpty)) { _turn = 0; }
        return count;
    }

    /// <summary>Waits until frames are there, or the time has passed.</summary>
    public void Wait(TimeSpan limit) => PacketRing.Wait(_rings, limit);

    /// <summary>Reads the kernel's counters into <see cref="Received"/> and <see cref="Dropped"/>.</summary>
    public void ReadStatistics()
    {
        foreach (PacketRing ring in _rings) { ring.ReadStatistics(); }
    }

    /// <summary>Stops listening; what is still in the rings is lost. Twice is harmless.</summary>
    public void Dispose()
    {
        foreach (PacketRing ring in _rings) { ring.Dispose(); }
    }

    private void Take(Dictionary<int, Port[]> ports, in RingFrame frame)
    {
        // A namespace may have more interfaces than the kernel's filter can tell apart.
        if (!ports.TryGetValue(frame.Interface, out Port[]? here)) { return; }
        ReadOnlySpan<byte> bytes = _options.SnapLength > 0 && frame.Bytes.Length > _options.SnapLength ? frame.Bytes[.._options.SnapLength] : frame.Bytes;
        foreach (Port port in here)
        {
            // What the far side receives is what the node sent.
            bool sent = frame.IsOutgoing != port.IsOuter;
            if (sent ? _options.Sent : _options.Received) { _handler!(new Frame(bytes, port.Point, ++port.Number, frame.Time, frame.OriginalLength)); }
        }
    }

    /// <summary>A point of an interface, and how many frames of it were handed over. An interface has two where it is both a guest's far side and a switch's port.</summary>
    private sealed class Port(CapturePoint point, bool isOuter)
    {
        public CapturePoint Point { get; } = point;

        public bool IsOuter { get; } = isOuter;

        public long Number { get; set; }
    }
}
