using Weir.Lab.Plan;

namespace Weir.Lab.Planning;

/// <summary>What a plan keeps of the plan of a living lab that it continues: names, numbers and addresses of what is in both, so that a change of one thing changes nothing else. Empty for a plan that begins.</summary>
internal sealed class Continuation
{
    private readonly Dictionary<string, LinkPlan> _links;
    private readonly Dictionary<string, NodePlan> _nodes;
    private readonly LabPlan? _earlier;
    private readonly HashSet<(bool Line, int Number)> _had;
    private readonly HashSet<(bool Line, int Number)> _taken = [];
    private readonly int[] _next = [1, 1];

    public Continuation(LabPlan? earlier)
    {
        _earlier = earlier;
        _had = [.. (earlier?.Segments ?? []).Select(one => (one.IsPointToPoint, one.Number))];
        _links = (earlier?.Links ?? []).ToDictionary(link => link.Name, StringComparer.Ordinal);
        _nodes = (earlier?.Nodes ?? []).ToDictionary(node => node.Name, StringComparer.Ordinal);
    }

    /// <summary>The link of this name as it was, or null.</summary>
    public LinkPlan? Link(string name) => _links.GetValueOrDefault(name);

    /// <summary>The end as it was, or null.</summary>
    public InterfacePlan? End(EndDraft end) => _links.GetValueOrDefault(end.Link.Name) is { } link ? (ReferenceEquals(end, end.Link.A) ? link.A : link.B) : null;

    /// <summary>The name of a node's next interface on a link: as it was, or else one that the node neither has nor had.</summary>
    public string NameOf(NodeDraft node, string link, bool isA)
    {
        if (_links.GetValueOrDefault(link) is { } known) { return (isA ? known.A : known.B).Name; }
        HashSet<string> had = [.. node.Ends.Select(end => end.Name), .. _nodes.GetValueOrDefault(node.Name)?.Interfaces.Select(one => one.Name) ?? []];
        int number = _earlier is null ? node.Ends.Count : 0;
        while (had.Contains($"eth{number}")) { number++; }
        return $"eth{number}";
    }

    /// <summary>The number of a line, which is a segment of its own.</summary>
    public int NumberOfLine(string link) => Number(line: true, _earlier?.Segments.FirstOrDefault(one => one.IsPointToPoint && _links.GetValueOrDefault(link)?.A.FullName is { } end && one.Members.Contains(end)));

    /// <summary>The number of the segment that joins these switches.</summary>
    public int NumberOfSwitches(IReadOnlyCollection<string> switches) => Number(line: false, _earlier?.Segments.FirstOrDefault(one => !one.IsPointToPoint && one.Switches.Any(switches.Contains)));

    /// <summary>True when the end was in the segment of this number.</summary>
    public bool WasIn(EndDraft end, SegmentDraft segment) =>
        End(end) is not null && _earlier!.Segments[_links[end.Link.Name].Segment] is { } was && was.Number == segment.Number && was.IsPointToPoint == segment.IsPointToPoint;

    private int Number(bool line, SegmentPlan? was)
    {
        if (was is not null && _taken.Add((line, was.Number))) { return was.Number; }
        // Numbers of segments that are gone are not given again at once: what still speaks of them should find nobody.
        int number = _next[line ? 1 : 0];
        while (_taken.Contains((line, number)) || _had.Contains((line, number))) { number++; }
        _taken.Add((line, number));
        _next[line ? 1 : 0] = number + 1;
        return number;
    }
}
