namespace Weir.Lab.Planning;

/// <summary>A segment while it is planned.</summary>
internal sealed class SegmentDraft(int number, bool isPointToPoint)
{
    public int Number => number;

    public bool IsPointToPoint => isPointToPoint;

    public IpPrefix Prefix4 { get; init; }

    public IpPrefix Prefix6 { get; init; }

    public List<string> Switches { get; } = [];

    /// <summary>The ends with addresses, in the order of their numbers.</summary>
    public List<EndDraft> Members { get; } = [];

    /// <summary>The networks of its members' addresses, in the order in which they appear.</summary>
    public List<IpPrefix> Networks { get; } = [];
}
