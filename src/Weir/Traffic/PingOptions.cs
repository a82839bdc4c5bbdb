using System.Net;

namespace Weir.Traffic;

/// <summary>How <see cref="Pinger"/> pings.</summary>
/// <param name="To">Whom.</param>
internal sealed record PingOptions(IPAddress To)
{
    /// <summary>Echo requests to send; 0 = until stopped.</summary>
    public long Count { get; init; }

    /// <summary>Time between two; zero sends the next one when the answer is there.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After this an answer counts as lost.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Bytes of data in each.</summary>
    public int Size { get; init; } = 56;
}
