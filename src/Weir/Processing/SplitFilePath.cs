using System.Collections.Concurrent;
using Weir.Capture;

namespace Weir.Processing;

/// <summary>
/// One large file on two threads: the first reads and finds the packets, the second decodes headers, reassembles and decodes messages. Batches travel between them and back, so that the order is that of the file,
/// and the memory is that of <see cref="Batches"/> batches.
/// </summary>
internal sealed class SplitFilePath(CapturePathOptions options, Func<CapturePoint, IMessageSink> sinkFor)
{
    /// <summary>Batches under way: one being filled, one being worked on, one waiting.</summary>
    private const int Batches = 3;

    /// <summary>Bytes of a batch: so many that handing them over costs little beside the work on them.</summary>
    private const int BatchSize = 1024 * 1024;

    private int _waiting;

    public FileResult Run(PathFile file, CancellationToken cancellation)
    {
        CaptureReader reader = file.Reader;
        using var empty = new BlockingCollection<FilledBatch>(Batches);
        using var full = new BlockingCollection<FilledBatch?>(Batches + 1);
        for (int i = 0; i < Batches; i++) { empty.Add(new FilledBatch(), CancellationToken.None); }

        var points = new PointPaths(options, sinkFor);
        file.Waiting = () =>
        {
            // Null says that everything before it is to be handed on now. At most one is under way, so that there is always room. The batch in the reader's hand is empty when it waits.
            if (Interlocked.Exchange(ref _waiting, 1) == 0) { full.Add(null, CancellationToken.None); }
        };
        int role = 0;
        Worker.RunAll(2, "weir read", () =>
        {
            if (Interlocked.Increment(ref role) == 1)
            {
                try { Read(reader, empty, full, cancellation); }
                finally { full.CompleteAdding(); }
            }
            else
            {
                try { Work(points, file.Name, empty, full); }
                finally { empty.CompleteAdding(); }
            }
        });
        return new FileResult(file.Name, points.Complete(reader.Points), points.SecretProblems, reader.Fault);
    }

    private void Read(CaptureReader reader, BlockingCollection<FilledBatch> empty, BlockingCollection<FilledBatch?> full, CancellationToken cancellation)
    {
        long position = 0;
        foreach (FilledBatch batch in empty.GetConsumingEnumerable(CancellationToken.None))
        {
            if (cancellation.IsCancellationRequested || !reader.TryReadBatch(batch.Frames)) { return; }
            batch.Secrets = reader.Secrets.Count == batch.Secrets.Count ? batch.Secrets : [.. reader.Secrets];
            options.Progress?.Add(reader.Position - position, batch.Frames.Count);
            position = reader.Position;
            full.Add(batch, CancellationToken.None);
        }
    }

    private void Work(PointPaths points, string file, BlockingCollection<FilledBatch> empty, BlockingCollection<FilledBatch?> full)
    {
        foreach (FilledBatch? batch in full.GetConsumingEnumerable(CancellationToken.None))
        {
            if (batch is null)
            {
                Volatile.Write(ref _waiting, 0);
                points.Flush();
                continue;
            }

            points.Take(batch.Secrets, file);
            points.Accept(batch.Frames);
            empty.Add(batch, CancellationToken.None);
        }
    }

    /// <summary>A batch of frames, with the session secrets before them.</summary>
    private sealed class FilledBatch
    {
        public FrameBatch Frames { get; } = new(BatchSize);

        /// <summary>All session secrets that the file has shown so far.</summary>
        public IReadOnlyList<CaptureSecret> Secrets { get; set; } = [];
    }
}
