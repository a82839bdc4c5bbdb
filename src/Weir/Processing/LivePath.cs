using Weir.Reassembly;

namespace Weir.Processing;

/// <summary>
/// The path for frames that come one by one, while a network runs: each point of observation has stages of its own, as in <see cref="CapturePath"/>, and what waits for time to pass is told the time by
/// <see cref="Advance"/>. Used by one thread at a time.
/// </summary>
public sealed class LivePath
{
    private readonly CapturePathOptions _options;
    private readonly Func<CapturePoint, IMessageSink> _sinkFor;
    private readonly Dictionary<CapturePoint, PointPath> _paths = new(ReferenceEqualityComparer.Instance);
    private readonly List<PointPath> _order = [];
    private PointPath? _last;
    private CapturePoint? _lastPoint;

    /// <summary>Makes a path whose messages go where <paramref name="sinkFor"/> says; it is called once a point.</summary>
    public LivePath(CapturePathOptions options, Func<CapturePoint, IMessageSink> sinkFor)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sinkFor);
        _options = options;
        _sinkFor = sinkFor;
    }

    /// <summary>Called when a conversation has ended, with its last counters. It is not among <see cref="OpenConversations"/> any more.</summary>
    public Action<Conversation>? ConversationEnded { get; init; }

    /// <summary>What is known now of each point, or of each place whose points are joined, in the order in which they were declared; without conversations. Balance and sink are those of the path, which go on counting.</summary>
    public IReadOnlyList<PointResult> Points => [.. _order.Select(path => path.Now)];

    /// <summary>How many points there are, each port of a joined place being one.</summary>
    public int PointCount => _order.Sum(path => Math.Max(1, _options.Joined?.PortsOf(path.Point).Count ?? 0));

    /// <summary>The conversations that are followed now, with their counters up to date, all points after each other.</summary>
    public IEnumerable<Conversation> OpenConversations => _order.SelectMany(path => path.OpenConversations);

    /// <summary>Declares a point, so that it is in the results also when no frame comes.</summary>
    public void Declare(CapturePoint point) => PathOf(point);

    /// <summary>Takes one frame; its bytes need to be valid during the call only.</summary>
    public void Accept(in Frame frame)
    {
        PointPath path = _last is { } last && ReferenceEquals(_lastPoint, frame.Point) ? last : PathOf(frame.Point);
        path.Accept(in frame);
    }

    /// <summary>
    /// Says that it is <paramref name="time"/> (nanoseconds since 1970-01-01 UTC) by the clock of the frames and that all frames before have come: holes whose time has passed are given up, idle conversations end.
    /// </summary>
    public void Advance(long time)
    {
        foreach (PointPath path in _order) { path.Advance(time); }
    }

    /// <summary>Hands on the messages that wait for company, because the next frame may be long in coming. Streams without a secret look again when secrets have come.</summary>
    public void Flush()
    {
        foreach (PointPath path in _order) { path.Flush(); }
    }

    /// <summary>Ends all streams, as at the end of a capture.</summary>
    public void Complete()
    {
        foreach (PointPath path in _order) { path.Complete(); }
    }

    private PointPath PathOf(CapturePoint point)
    {
        CapturePoint place = _options.Joined?.PlaceOf(point) ?? point;
        if (!_paths.TryGetValue(place, out PointPath? path))
        {
            path = new PointPath(place, _options, _sinkFor(place), ConversationEnded);
            _paths.Add(place, path);
            _order.Add(path);
        }

        _lastPoint = point;
        return _last = path;
    }
}
