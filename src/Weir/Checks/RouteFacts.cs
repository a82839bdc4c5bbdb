using System.Net;

namespace Weir.Checks;

/// <summary>A route of a node's main table.</summary>
/// <param name="To">The network that it leads to; a length of 0 is the default route.</param>
/// <param name="Via">The next router; null when the network is on the segment.</param>
/// <param name="Interface">The interface that it goes out of; empty when the kernel does not say.</param>
public sealed record RouteFacts(IpPrefix To, IPAddress? Via, string Interface)
{
    /// <summary><c>10.2.0.0/16 via 10.1.0.3 on eth0</c>.</summary>
    public override string ToString() => $"{(To.Length == 0 ? "default" : To)}{(Via is null ? "" : $" via {Via}")}{(Interface.Length == 0 ? "" : $" on {Interface}")}";
}
