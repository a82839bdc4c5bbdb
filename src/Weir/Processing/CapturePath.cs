using Weir.Capture;

namespace Weir.Processing;

/// <summary>
/// The whole path over capture files: read, decode headers, reassemble, decrypt and decode, hand on. Each point of observation has stages of its own, so that nothing is mixed or counted twice.
/// </summary>
public sealed class CapturePath
{
    /// <summary>Bytes between two looks at whether it is to stop: what lies at hand is taken, and an interrupt ends the waiting for more.</summary>
    private const int LookEvery = 128 * 1024;

    private readonly CapturePathOptions _options;
    private readonly Func<CapturePoint, IMessageSink> _sinkFor;

    /// <summary>Makes a path whose messages go where <paramref name="sinkFor"/> says; it is called once a point, by the thread that reads the point's file.</summary>
    public CapturePath(CapturePathOptions options, Func<CapturePoint, IMessageSink> sinkFor)
    {
        _options = options;
        _sinkFor = sinkFor;
    }

    /// <summary>
    /// Reads all files to their ends. Several large files are read by several threads; one large file is read by one thread and reassembled by another; small input by the calling thread alone.
    /// Files that are followed are read side by side, whatever their number.
    /// Throws <see cref="WeirException"/> when a file cannot be opened or is no capture; a file damaged further on is told in the result.
    /// After <paramref name="cancellation"/> the result holds what was read until then.
    /// </summary>
    public PathResult Run(IReadOnlyList<string> files, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        var open = new PathFile[files.Count];
        try
        {
            for (int i = 0; i < open.Length; i++) { open[i] = new PathFile(files[i], _options.Reader); }
            return Run(open, cancellation);
        }
        finally
        {
            foreach (PathFile? file in open) { file?.Dispose(); }
        }
    }

    private PathResult Run(PathFile[] files, CancellationToken cancellation)
    {
        // A file that is followed has no length and no end: each needs a thread of its own.
        bool follow = _options.Reader.Follow;
        long? total = follow ? null : TotalBytes(files);
        if (_options.Progress is { } progress) { progress.TotalBytes = total; }

        int workers = follow ? files.Length : WorkersFor(total);
        var results = new FileResult[files.Length];
        if (workers > 1 && files.Length > 1 && (follow || !_options.InOrder))
        {
            RunFiles(files, results, Math.Min(workers, files.Length), cancellation);
        }
        else
        {
            for (int i = 0; i < files.Length; i++)
            {
                results[i] = !follow && WorkersFor(files[i].Reader.Length) > 1 ? new SplitFilePath(_options, _sinkFor).Run(files[i], cancellation) : RunFile(files[i], cancellation);
            }
        }

        var balance = new Balance();
        foreach (FileResult file in results)
        {
            foreach (PointResult point in file.Points) { balance.Add(point.Balance); }
        }

        return new PathResult(results, balance, cancellation.IsCancellationRequested);
    }

    private int WorkersFor(long? bytes)
    {
        int most = _options.Workers > 0 ? _options.Workers : Environment.ProcessorCount;
        return bytes is { } known ? (int)Math.Min(most, 1 + known / _options.BytesPerWorker) : most;
    }

    /// <summary>Largest file first, each worker takes the next when it is done: the last ones are small, so that the workers end together.</summary>
    private void RunFiles(PathFile[] files, FileResult[] results, int workers, CancellationToken cancellation)
    {
        int[] order = [.. Enumerable.Range(0, files.Length)];
        Array.Sort(order, (a, b) => (files[b].Reader.Length ?? long.MaxValue).CompareTo(files[a].Reader.Length ?? long.MaxValue));
        int next = -1;
        Worker.RunAll(workers, "weir path", () =>
        {
            while (Interlocked.Increment(ref next) is var k && k < order.Length)
            {
                int i = order[k];
                results[i] = RunFile(files[i], cancellation);
            }
        });
    }

    private FileResult RunFile(PathFile file, CancellationToken cancellation)
    {
        CaptureReader reader = file.Reader;
        var points = new PointPaths(_options, _sinkFor);
        file.Waiting = points.Flush;
        // The frames stay where the reader has them.
        var frames = new FrameBatch(64);
        long position = 0, look = LookEvery;
        while (reader.TryReadRun(frames, PointPath.Window))
        {
            points.Take(reader.Secrets, file.Name);
            points.Accept(frames);
            _options.Progress?.Add(reader.Position - position, frames.Count);
            position = reader.Position;
            if (position < look) { continue; }
            if (cancellation.IsCancellationRequested) { break; }
            look = position + LookEvery;
        }

        return new FileResult(file.Name, points.Complete(reader.Points), points.SecretProblems, reader.Fault);
    }

    private static long? TotalBytes(PathFile[] files)
    {
        long total = 0;
        foreach (PathFile file in files)
        {
            if (file.Reader.Length is not { } length) { return null; }
            total += length;
        }

        return total;
    }
}
