using System.Net;

namespace Weir.Traffic;

/// <summary>How <see cref="UdpSource"/> sends.</summary>
/// <param name="To">Where.</param>
internal sealed record UdpSourceOptions(IPEndPoint To)
{
    /// <summary>Bits of UDP data a second; 0 = as fast as it goes.</summary>
    public double BitRate { get; init; }

    /// <summary>Time between two datagrams, instead of a rate; null = by the rate.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Bytes of UDP data in each, at least <see cref="DatagramHeader.Size"/>.</summary>
    public int Size { get; init; } = 1200;

    /// <summary>Datagrams to send; 0 = no limit.</summary>
    public long Count { get; init; }

    /// <summary>How long to send; null = no limit.</summary>
    public TimeSpan? Time { get; init; }
}
