namespace Weir.Lab.Plan;

/// <summary>A part of the network inside which frames need no router: switches with all that is linked to them, or one link between two nodes that are none.</summary>
/// <param name="Number">Its number from 1, the A of its addresses.</param>
/// <param name="IsPointToPoint">True for one link between two nodes that are no switches.</param>
/// <param name="Prefix4">Its IPv4 network.</param>
/// <param name="Prefix6">Its IPv6 network.</param>
/// <param name="Switches">Names of its switches.</param>
/// <param name="Members">Full names of the interfaces with addresses in it, in the order of their numbers.</param>
public sealed record SegmentPlan(int Number, bool IsPointToPoint, IpPrefix Prefix4, IpPrefix Prefix6, IReadOnlyList<string> Switches, IReadOnlyList<string> Members)
{
    /// <summary>The networks of its members: the two prefixes, or what the file says instead.</summary>
    public IReadOnlyList<IpPrefix> Networks { get; init; } = [];
}
