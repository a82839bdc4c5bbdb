namespace Weir.Traffic;

/// <summary>What one end of a transfer measured.</summary>
/// <param name="Bytes">Bytes of data.</param>
/// <param name="Packets">Datagrams, or connections of a TCP sink.</param>
/// <param name="Seconds">From the first byte to the last.</param>
public sealed record TransferResult(long Bytes, long Packets, double Seconds)
{
    /// <summary>Mean rate of the data in bits a second; 0 when nothing was transferred.</summary>
    public double BitsPerSecond => Seconds > 0 ? Bytes * 8 / Seconds : 0;

    /// <summary>Datagrams that never came; connections that broke, of a TCP sink; 0 for a sender.</summary>
    public long Lost { get; init; }

    /// <summary>Datagrams that came after one that was sent later.</summary>
    public long Reordered { get; init; }

    /// <summary>Datagrams that came twice.</summary>
    public long Duplicated { get; init; }

    /// <summary>Interarrival jitter in seconds (RFC 3550 6.4.1).</summary>
    public double Jitter { get; init; }
}
