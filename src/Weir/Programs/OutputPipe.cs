using System.IO.Pipelines;
using Weir.Programs.Guests;

namespace Weir.Programs;

/// <summary>
/// One stream that a process writes, between whoever takes it from the kernel and whoever reads it. Taking never blocks: beyond <see cref="Limit"/> waiting bytes they are dropped and counted, so that one
/// program that nobody reads cannot hold up the others.
/// </summary>
internal sealed class OutputPipe
{
    /// <summary>Bytes that wait to be read at most.</summary>
    public const int Limit = 4 << 20;

    // Guards the writing end of _pipe, and _complete: bytes are taken by the thread that reads for all children, and the end is told by whoever sees the process end, while what it left behind may still write.
    private readonly Lock _gate = new();
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private long _waiting;
    private long _dropped;
    private bool _complete;

    /// <summary>An empty pipe.</summary>
    public OutputPipe() => Stream = new CountedStream(_pipe.Reader.AsStream(), read => Interlocked.Add(ref _waiting, -read));

    /// <summary>Where it is read.</summary>
    public Stream Stream { get; }

    /// <summary>Bytes that were dropped because nobody read them.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Takes bytes; none are the end.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            Complete();
            return;
        }

        lock (_gate)
        {
            if (_complete) { return; }
            if (Volatile.Read(ref _waiting) > Limit)
            {
                Interlocked.Add(ref _dropped, bytes.Length);
                return;
            }

            Interlocked.Add(ref _waiting, bytes.Length);
            bytes.CopyTo(_pipe.Writer.GetSpan(bytes.Length));
            _pipe.Writer.Advance(bytes.Length);
            // The pipe never pauses its writer, so this completes at once; its reader goes on in another thread.
            _ = _pipe.Writer.FlushAsync().AsTask();
        }
    }

    /// <summary>Nothing comes any more. Twice is harmless.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            if (_complete) { return; }
            _complete = true;
            _pipe.Writer.Complete();
        }
    }
}
