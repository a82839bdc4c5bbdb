using Weir.Platform;
using Weir.Wire.Frames;

namespace Weir.Capture;

/// <summary>
/// Captures interfaces while frames pass, into one pcapng file, or a row of files of which the newest stay, with an interface description each, comments, and the kernel's counters at the end: for each interface received = written + dropped. Begins
/// before the interfaces are up; what is in the file is complete up to a moment with <see cref="FlushAsync"/>. A thread of its own reads and writes.
/// </summary>
public sealed class LiveCapture : IFrameCapture
{
    private const long SmallestFile = 64 << 10;

    private readonly CaptureFileRow _files;
    private readonly PacketRing[] _rings;
    private readonly CapturePoint[] _points;
    private readonly LivePoint[] _live;
    private readonly long[] _received, _sent; // the reading thread counts, others look
    private readonly LiveCaptureOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<int, long> _droppedAt;
    private readonly Thread _thread;
    private readonly Lock _gate = new(); // _comments, _flushes
    private readonly Queue<string> _comments = new();
    private readonly List<(long Asked, TaskCompletionSource Done)> _flushes = [];
    private volatile bool _ending;
    private long _number;
    private long _unwritten;
    private string? _fault;

    private LiveCapture(string path, LivePoint[] live, PacketRing[] rings, LiveCaptureOptions options, TimeProvider time)
    {
        _live = live;
        (_received, _sent) = (new long[live.Length], new long[live.Length]);
        _rings = rings;
        _options = options;
        _time = time;
        _points = Array.ConvertAll(live, one => new CapturePoint(one.Name, path, LinkType.Ethernet));
        _files = new CaptureFileRow(path, _points, options.FileSize.Bytes == 0 ? 0 : Math.Max(SmallestFile, options.FileSize.Bytes), options.Files);
        _droppedAt = DroppedAt;
        _thread = new Thread(Read) { IsBackground = true, Name = $"capture {Path.GetFileNameWithoutExtension(path)}" };
        _thread.Start();
    }

    /// <summary>Frames written so far.</summary>
    public long Written => Interlocked.Read(ref _number);

    /// <summary>Frames that found a ring full, or could not be written, so far; as of the last flush.</summary>
    public long Dropped => _rings.Sum(ring => ring.Dropped) + Interlocked.Read(ref _unwritten);

    /// <summary>The files that are there, the oldest first: one, unless <see cref="LiveCaptureOptions.FileSize"/> asks for a row.</summary>
    public IReadOnlyList<string> Files => _files.Paths;

    /// <summary>Why frames cannot be written any more (a full disk); null while they can.</summary>
    public string? Fault => _fault;

    /// <summary>What was counted at each interface so far, in the order of the points; as of the last flush.</summary>
    internal IReadOnlyList<PointCount> Points => [.. _live.Select((point, at) => new PointCount(point.Name, Volatile.Read(ref _received[at]), Volatile.Read(ref _sent[at]), _rings[at].Dropped))];

    /// <summary>Begins to capture.</summary>
    /// <exception cref="WeirException">The filter is not understood, the file cannot be made, or the machine refuses.</exception>
    public static LiveCapture Begin(string path, IReadOnlyList<LivePoint> points, LiveCaptureOptions options, TimeProvider? time = null)
    {
        using PacketFilter? filter = options.Filter.Length == 0 ? null : PacketFilter.Compile(options.Filter);
        var rings = new List<PacketRing>(points.Count);
        try
        {
            foreach (LivePoint point in points) { rings.Add(point.Network.Run(() => PacketRing.Open(point.Index, options.Ring.Bytes, options.Delay, filter))); }
            return new LiveCapture(path, [.. points], [.. rings], options, time ?? MachineClock.Instance);
        }
        catch
        {
            foreach (PacketRing ring in rings) { ring.Dispose(); }
            throw;
        }
    }

    /// <summary>Writes a comment at the frame that comes next.</summary>
    public void Comment(string text)
    {
        lock (_gate) { _comments.Enqueue(text); }
    }

    /// <summary>Completes when every frame that has passed until now is in the file, and the counters are read.</summary>
    public Task FlushAsync(CancellationToken cancellation)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_ending) { return Task.CompletedTask; }
            _flushes.Add((_time.GetTimestamp(), done));
        }

        return done.Task.WaitAsync(cancellation);
    }

    /// <summary>Lets no more frames in, waits for what is still in the rings, writes the counters and closes the file. Twice is harmless.</summary>
    public void Dispose()
    {
        if (_ending) { return; }
        foreach (PacketRing ring in _rings) { ring.Stop(); }
        FlushAsync(CancellationToken.None).GetAwaiter().GetResult();
        lock (_gate) { _ending = true; }
        _thread.Join();
        foreach (PacketRing ring in _rings) { ring.Dispose(); }
    }

    private void Read()
    {
        RingHandler[] handlers = [.. Enumerable.Range(0, _rings.Length).Select(at => (RingHandler)((in RingFrame frame) => Take(at, in frame)))];
        while (!_ending)
        {
            long begin = _time.GetTimestamp();
            int count = 0;
            for (int at = 0; at < _rings.Length; at++) { count += _rings[at].Drain(handlers[at]); }
            Answer(begin);
            if (count == 0)
            {
                Try(_files.Flush);
                PacketRing.Wait(_rings, _options.Delay);
            }
        }

        long now = Now();
        for (int at = 0; at < _rings.Length; at++)
        {
            _rings[at].ReadStatistics();
            PacketRing ring = _rings[at];
            int point = at;
            Try(() => _files.Complete(point, now, ring.Received, ring.Dropped));
        }

        Try(_files.Dispose);
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;

    private long DroppedAt(int at)
    {
        _rings[at].ReadStatistics();
        return _rings[at].Dropped;
    }

    private void Take(int at, in RingFrame frame)
    {
        // What the far side receives is what the node sent.
        bool sent = frame.IsOutgoing != _live[at].IsOuter;
        ref long count = ref (sent ? _sent : _received)[at];
        Volatile.Write(ref count, count + 1);
        if (sent ? !_options.Sent : !_options.Received) { return; }
        if (_options.FrameLimit > 0 && _number >= _options.FrameLimit) { return; }
        ReadOnlySpan<byte> bytes = _options.SnapLength > 0 && frame.Bytes.Length > _options.SnapLength ? frame.Bytes[.._options.SnapLength] : frame.Bytes;
        string? comment = null;
        if (_comments.Count > 0)
        {
            lock (_gate) { _comments.TryDequeue(out comment); }
        }

        if (_fault is not null)
        {
            Interlocked.Increment(ref _unwritten);
            return;
        }

        try
        {
            _files.Write(at, new Frame(bytes, _points[at], _number + 1, frame.Time, frame.OriginalLength), comment, _droppedAt, frame.Time);
            Interlocked.Increment(ref _number);
        }
        catch (Exception full) when (full is IOException or WeirException)
        {
            _fault = full.Message;
            Interlocked.Increment(ref _unwritten);
        }
    }

    // A frame that passed before a flush was asked for is in a block that the kernel hands over within the delay: the pass that begins after twice that has met it.
    private void Answer(long begin)
    {
        if (_flushes.Count == 0) { return; }
        List<TaskCompletionSource> done = [];
        lock (_gate)
        {
            for (int i = _flushes.Count - 1; i >= 0; i--)
            {
                if (_time.GetElapsedTime(_flushes[i].Asked, begin) < 2 * _options.Delay) { continue; }
                done.Add(_flushes[i].Done);
                _flushes.RemoveAt(i);
            }
        }

        if (done.Count == 0) { return; }
        foreach (PacketRing ring in _rings) { ring.ReadStatistics(); }
        Try(_files.Flush);
        foreach (TaskCompletionSource one in done) { one.TrySetResult(); }
    }

    private void Try(Action write)
    {
        if (_fault is not null) { return; }
        try
        {
            write();
        }
        catch (IOException full)
        {
            _fault = full.Message;
        }
    }
}
