namespace Weir.Capture;

/// <summary>Where a capture's bytes come from, in order. One reader, one thread.</summary>
internal abstract class ByteSource : IDisposable
{
    /// <summary>Bytes taken from the file or pipe so far (compressed ones where it is compressed).</summary>
    public abstract long Consumed { get; }

    /// <summary>Bytes in the file now; null for pipes.</summary>
    public abstract long? Length { get; }

    /// <summary>True when the end was reached because following it was cancelled, not because the bytes ended.</summary>
    public virtual bool WasCancelled => false;

    /// <summary>Reads at least one byte into <paramref name="target"/>, or returns 0 at the end. Blocks until there is one.</summary>
    public abstract int Read(Span<byte> target);

    /// <summary>Reads until <paramref name="target"/> is full or the end is reached; returns how many there were.</summary>
    public int ReadAll(Span<byte> target)
    {
        int count = 0;
        while (count < target.Length)
        {
            int read = Read(target[count..]);
            if (read == 0) { break; }
            count += read;
        }

        return count;
    }

    /// <summary>Closes the file.</summary>
    public abstract void Dispose();
}
