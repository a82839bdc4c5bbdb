using Weir.Platform;
using Weir.Wire.Frames;

namespace Weir.Capture;

/// <summary>
/// Captures frames that are handed to it while they pass, into the same files as <see cref="LiveCapture"/>. Everything is written where it is handed over, so nothing waits and only a full disk loses frames. Belongs to one
/// thread.
/// </summary>
internal sealed class HandedCapture : IFrameCapture
{
    private const long SmallestFile = 64 << 10;

    private readonly CaptureFileRow _files;
    private readonly CapturePoint[] _points;
    private readonly long[] _seen;
    private readonly long[] _lost;
    private readonly LiveCaptureOptions _options;
    private readonly TimeProvider _time;
    private readonly PacketFilter? _filter;
    private readonly Queue<string> _comments = new();
    private readonly Func<int, long> _lostAt;
    private bool _disposed;

    /// <summary>Begins files whose points have these names.</summary>
    /// <exception cref="WeirException">The filter is not understood, or the file cannot be made.</exception>
    public HandedCapture(string path, IReadOnlyList<string> names, LiveCaptureOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _points = [.. names.Select(name => new CapturePoint(name, path, LinkType.Ethernet))];
        _seen = new long[_points.Length];
        _lost = new long[_points.Length];
        _lostAt = at => _lost[at];
        _filter = options.Filter.Length == 0 ? null : PacketFilter.Compile(options.Filter);
        _files = new CaptureFileRow(path, _points, options.FileSize.Bytes == 0 ? 0 : Math.Max(SmallestFile, options.FileSize.Bytes), options.Files);
    }

    /// <inheritdoc/>
    public long Written { get; private set; }

    /// <inheritdoc/>
    public long Dropped => _lost.Sum();

    /// <inheritdoc/>
    public IReadOnlyList<string> Files => _files.Paths;

    /// <inheritdoc/>
    public string? Fault { get; private set; }

    /// <summary>Takes a frame at the point of this number; <paramref name="sent"/> is true when the point's node sent it.</summary>
    public void Take(int point, ReadOnlySpan<byte> frame, bool sent)
    {
        if (_disposed || !(sent ? _options.Sent : _options.Received) || (_filter is not null && !_filter.Matches(frame, frame.Length)) || (_options.FrameLimit > 0 && Written >= _options.FrameLimit)) { return; }
        _seen[point]++;
        ReadOnlySpan<byte> bytes = _options.SnapLength > 0 && frame.Length > _options.SnapLength ? frame[.._options.SnapLength] : frame;
        _comments.TryDequeue(out string? comment);
        if (Fault is not null)
        {
            _lost[point]++;
            return;
        }

        try
        {
            long now = Now();
            _files.Write(point, new Frame(bytes, _points[point], Written + 1, now, frame.Length), comment, _lostAt, now);
            Written++;
        }
        catch (Exception full) when (full is IOException or WeirException)
        {
            Fault = full.Message;
            _lost[point]++;
        }
    }

    /// <inheritdoc/>
    public void Comment(string text) => _comments.Enqueue(text);

    /// <inheritdoc/>
    public Task FlushAsync(CancellationToken cancellation)
    {
        if (!_disposed) { Try(_files.Flush); }
        return Task.CompletedTask;
    }

    /// <summary>Writes the counters and closes the file. Twice is harmless.</summary>
    public void Dispose()
    {
        if (_disposed) { return; }
        _disposed = true;
        for (int at = 0; at < _points.Length; at++)
        {
            int point = at;
            Try(() => _files.Complete(point, Now(), _seen[point], _lost[point]));
        }

        Try(_files.Dispose);
        _filter?.Dispose();
    }

    // Nanoseconds since 1970, as fine as the clock is.
    private long Now() => _time.TimestampFrequency == 1_000_000_000 ? _time.GetTimestamp() : _time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;

    private void Try(Action write)
    {
        if (Fault is not null) { return; }
        try
        {
            write();
        }
        catch (IOException full)
        {
            Fault = full.Message;
        }
    }
}
