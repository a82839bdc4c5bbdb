using System.Net;

namespace Weir.Lab.Plan;

/// <summary>A route of a node.</summary>
/// <param name="To">The network that it leads to; <c>0.0.0.0/0</c> and <c>::/0</c> are the default routes.</param>
/// <param name="Via">The next router.</param>
/// <param name="Interface">The node's own interface that leads there: <c>eth0</c>.</param>
public sealed record RoutePlan(IpPrefix To, IPAddress Via, string Interface);
