using System.Collections.Concurrent;
using Weir.Capture;
using Weir.Wire.Frames;

namespace Weir.Processing;

/// <summary>
/// One large file on two threads: the first reads and decodes headers, the second reassembles and decodes messages. Batches travel between them and back, so that the order is that of the file,
/// and the memory is that of <see cref="Batches"/> batches.
/// </summary>
internal sealed class SplitFilePath(CapturePathOptions options, Func<CapturePoint, IMessageSink> sinkFor)
{
    /// <summary>Batches under way: one being filled, one being worked on, one waiting.</summary>
    private const int Batches = 3;

    private int _waiting;

    public FileResult Run(PathFile file, CancellationToken cancellation)
    {
        CaptureReader reader = file.Reader;
        using var empty = new BlockingCollection<DecodedBatch>(Batches);
        using var full = new BlockingCollection<DecodedBatch?>(Batches + 1);
        for (int i = 0; i < Batches; i++) { empty.Add(new DecodedBatch(), CancellationToken.None); }

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

    private void Read(CaptureReader reader, BlockingCollection<DecodedBatch> empty, BlockingCollection<DecodedBatch?> full, CancellationToken cancellation)
    {
        long position = 0;
        foreach (DecodedBatch batch in empty.GetConsumingEnumerable(CancellationToken.None))
        {
            if (cancellation.IsCancellationRequested || !reader.TryReadBatch(batch.Frames)) { return; }
            batch.Decode();
            batch.Secrets = reader.Secrets.Count == batch.Secrets.Count ? batch.Secrets : [.. reader.Secrets];
            options.Progress?.Add(reader.Position - position, batch.Frames.Count);
            position = reader.Position;
            full.Add(batch, CancellationToken.None);
        }
    }

    private void Work(PointPaths points, string file, BlockingCollection<DecodedBatch> empty, BlockingCollection<DecodedBatch?> full)
    {
        foreach (DecodedBatch? batch in full.GetConsumingEnumerable(CancellationToken.None))
        {
            if (batch is null)
            {
                Volatile.Write(ref _waiting, 0);
                points.Flush();
                continue;
            }

            points.Take(batch.Secrets, file);
            points.Accept(batch.Frames, 0, batch.Packets.AsSpan(0, batch.Frames.Count));
            empty.Add(batch, CancellationToken.None);
        }
    }

    /// <summary>A batch of frames and what their headers say.</summary>
    private sealed class DecodedBatch
    {
        public FrameBatch Frames { get; } = new();

        /// <summary>All session secrets that the file has shown so far.</summary>
        public IReadOnlyList<CaptureSecret> Secrets { get; set; } = [];

        public DecodedPacket[] Packets { get; private set; } = [];

        public void Decode()
        {
            if (Packets.Length < Frames.Count) { Packets = new DecodedPacket[Math.Max(Frames.Count, 2 * Packets.Length)]; }
            Frames.Decode(0, Packets.AsSpan(0, Frames.Count));
        }
    }
}
