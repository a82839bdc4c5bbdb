namespace Weir.Processing;

/// <summary>How far a run of the path is. Written by the workers, read by whoever shows it; the numbers are a few thousand packets behind at most.</summary>
public sealed class PathProgress
{
    private long _bytes;
    private long _packets;

    /// <summary>Bytes of capture files read so far.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Packets read so far.</summary>
    public long Packets => Interlocked.Read(ref _packets);

    /// <summary>Bytes to read in all; null when a length is not known (a pipe, a growing file).</summary>
    public long? TotalBytes { get; internal set; }

    internal void Add(long bytes, long packets)
    {
        Interlocked.Add(ref _bytes, bytes);
        Interlocked.Add(ref _packets, packets);
    }
}
