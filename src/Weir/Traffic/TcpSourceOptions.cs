using System.Net;

namespace Weir.Traffic;

/// <summary>How <see cref="TcpSource"/> sends.</summary>
/// <param name="To">Where.</param>
internal sealed record TcpSourceOptions(IPEndPoint To)
{
    /// <summary>Bits of data a second; 0 = as fast as it goes.</summary>
    public double BitRate { get; init; }

    /// <summary>Bytes in each call.</summary>
    public int Size { get; init; } = 128 * 1024;

    /// <summary>Bytes to send in all; 0 = no limit.</summary>
    public long Amount { get; init; }

    /// <summary>How long to send; null = no limit.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>How long connecting may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
