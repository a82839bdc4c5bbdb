namespace Weir.Processing;

/// <summary>The paths of all points of one file. Most frames come from the point of the frame before, so that one is looked at first.</summary>
internal sealed class PointPaths(CapturePathOptions options, Func<CapturePoint, IMessageSink> sinkFor)
{
    private readonly Dictionary<CapturePoint, PointPath> _paths = new(ReferenceEqualityComparer.Instance);
    private PointPath? _last;

    public PointPath For(CapturePoint point)
    {
        PointPath? last = _last;
        if (last is not null && ReferenceEquals(last.Point, point)) { return last; }

        if (!_paths.TryGetValue(point, out PointPath? path))
        {
            path = new PointPath(point, options, sinkFor(point));
            _paths.Add(point, path);
        }

        return _last = path;
    }

    /// <summary>Ends all streams. Points that had no frame are in the result too.</summary>
    public IReadOnlyList<PointResult> Complete(IReadOnlyList<CapturePoint> declared)
    {
        foreach (CapturePoint point in declared) { For(point); }
        var results = new List<PointResult>(_paths.Count);
        foreach (CapturePoint point in declared)
        {
            if (_paths.Remove(point, out PointPath? path)) { results.Add(path.Complete()); }
        }

        foreach (PointPath path in _paths.Values) { results.Add(path.Complete()); }
        _paths.Clear();
        _last = null;
        return results;
    }
}
