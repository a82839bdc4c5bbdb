using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Weir.Consensus.Peers;

/// <summary>How a node listens, and whom it dials.</summary>
internal sealed record PeerOptions
{
    /// <summary>The ports that it listens on, the main one first; 0 for any that is free. Two when transactions have a connection of their own.</summary>
    public required IReadOnlyList<int> Ports { get; init; }

    /// <summary>The address that it listens on; null for all, IPv4 and IPv6.</summary>
    public IPAddress? Listen { get; init; }

    /// <summary>Whom it dials until there is a session.</summary>
    public IReadOnlyList<NodeUrl> StaticNodes { get; init; } = [];

    /// <summary>Takes what only somebody who looks for a fault wants to know.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>Finds the addresses of a host's name, at least one; asked anew each time, as a name may move. The system's names when not said.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Connections that may be in their opening at once; more wait in the socket's queue.</summary>
    public int OpeningLimit { get; init; } = 64;

    /// <summary>Sessions at most; whoever comes beyond is told so.</summary>
    public int PeerLimit { get; init; } = 100;

    /// <summary>Pause between two dials of the same node, at first and at most; it doubles between.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc cref="FirstPause"/>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the node with the higher id waits for the other to dial first, so that two do not dial each other at once.</summary>
    public TimeSpan Courtesy { get; init; } = TimeSpan.FromSeconds(2);
}
