using System.Net;

namespace Weir.Checks;

/// <summary>A neighbour that a node knows.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Mac">Its Ethernet address, as <c>02:77:00:01:00:02</c>.</param>
public sealed record NeighbourFacts(IPAddress Address, string Mac);
