using System.Globalization;
using Weir.Capture;
using Weir.Decoding;
using Weir.Wire.Frames;

namespace Weir.Processing;

/// <summary>The paths of all points of one file. Most frames come from the point of the frame before, so that one is looked at first.</summary>
internal sealed class PointPaths(CapturePathOptions options, Func<CapturePoint, IMessageSink> sinkFor)
{
    private readonly Dictionary<CapturePoint, PointPath> _paths = new(ReferenceEqualityComparer.Instance);
    private readonly DecodedPacket[] _packets = new DecodedPacket[PointPath.Window];
    private PointPath? _last;
    private SecretStore? _secrets = options.Decoding.Secrets;
    private int _secretsTaken;
    private int _blocks;

    /// <summary>Lines of the capture's own secrets that were not understood.</summary>
    public List<SecretProblem> SecretProblems { get; } = [];

    /// <summary>Takes all frames of a batch.</summary>
    public void Accept(FrameBatch frames)
    {
        for (int first = 0; first < frames.Count;)
        {
            FrameRun run = frames.RunOf(first, PointPath.Window);
            first += run.Count;
            frames.Fetch(first, PointPath.Window);
            Span<DecodedPacket> packets = _packets.AsSpan(0, run.Count);
            run.Decode(packets);
            For(run.Point).Accept(run, packets);
        }
    }

    private PointPath For(CapturePoint point)
    {
        PointPath? last = _last;
        if (last is not null && ReferenceEquals(last.Point, point)) { return last; }

        if (!_paths.TryGetValue(point, out PointPath? path))
        {
            path = new PointPath(point, options, sinkFor(point));
            if (_secrets is not null) { path.Use(_secrets); }
            _paths.Add(point, path);
        }

        return _last = path;
    }

    /// <summary>
    /// Takes the session secrets that a capture brought along since the last call, for the streams of all its points; they go into the store of the options, or one of this file when there is none.
    /// </summary>
    public void Take(IReadOnlyList<CaptureSecret> secrets, string source)
    {
        for (; _secretsTaken < secrets.Count; _secretsTaken++)
        {
            CaptureSecret secret = secrets[_secretsTaken];
            if (secret.Type != SecretStore.BlockType) { continue; }
            if (_secrets is null)
            {
                _secrets = new SecretStore();
                foreach (PointPath path in _paths.Values) { path.Use(_secrets); }
            }

            SecretProblems.AddRange(_secrets.Add(secret.Data.Span, string.Create(CultureInfo.InvariantCulture, $"{source}, secrets block {++_blocks}")));
        }
    }

    /// <summary>Hands on the messages that wait, and lets the user know that nothing more comes for now.</summary>
    public void Flush()
    {
        foreach (PointPath path in _paths.Values) { path.Flush(); }
        options.Reader.Waiting?.Invoke();
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
