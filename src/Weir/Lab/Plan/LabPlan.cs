using Weir.Declaration;

namespace Weir.Lab.Plan;

/// <summary>
/// A lab as it will be built and run: every name expanded, every address chosen, every reference resolved. The same file, variables and seed give the same plan. Lists are in the order of the file.
/// </summary>
/// <param name="Name">The lab's name, a DNS label.</param>
/// <param name="Description">A sentence for people; empty when there is none.</param>
/// <param name="Seed">Decides every random choice of the run.</param>
/// <param name="Nodes">The nodes.</param>
/// <param name="Links">The links.</param>
/// <param name="Segments">The parts of the network inside which frames need no router.</param>
/// <param name="Programs">The programs, each after those that it waits for.</param>
/// <param name="Captures">The captures.</param>
/// <param name="Monitors">The monitors.</param>
/// <param name="Events">The scheduled events by their time.</param>
/// <param name="Checks">The checks.</param>
/// <param name="Duration">How long the run lasts; null when it ends with its programs or checks.</param>
public sealed record LabPlan(string Name, string Description, long Seed, IReadOnlyList<NodePlan> Nodes, IReadOnlyList<LinkPlan> Links, IReadOnlyList<SegmentPlan> Segments,
    IReadOnlyList<ProgramPlan> Programs, IReadOnlyList<CapturePlan> Captures, IReadOnlyList<MonitorPlan> Monitors, IReadOnlyList<EventPlan> Events, IReadOnlyList<CheckPlan> Checks, TimeSpan? Duration)
{
    private Dictionary<string, NodePlan>? _nodes;
    private Dictionary<string, InterfacePlan>? _interfaces;

    /// <summary>The nodes to which a larger lab was limited; empty when it is the whole lab.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>The port of the dashboard that the file asks for, 0 for a free one; null when it asks for none. Not a part of what is built, and so not written into the plan.</summary>
    public int? Dashboard { get; init; }

    /// <summary>Whether the run's report is written when it ends. Not a part of what is built either.</summary>
    public bool Report { get; init; } = true;

    /// <summary>The lines of every node's hosts file, <c>ADDRESS NAME</c>, loopback not included.</summary>
    public IReadOnlyList<string> HostsFile { get; init; } = [];

    /// <summary>The variables and the values that they had, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; } = [];

    /// <summary>What stands in the sections of the file, by their keys, and where.</summary>
    internal IReadOnlyDictionary<string, PlanSection> Sections { get; init; } = new Dictionary<string, PlanSection>();

    /// <summary>All names of the plan, for references that are made after planning.</summary>
    public NameTable Names { get; init; } = NameTable.Empty;

    /// <summary>True when all its nodes are in memory: then it needs no right and no kernel, and has a clock of its own.</summary>
    public bool IsInMemory => Nodes.Count > 0 && Nodes.All(node => node.Kind.InMemory);

    /// <summary>The node of this name, or null.</summary>
    public NodePlan? Node(string name) => (_nodes ??= Nodes.ToDictionary(n => n.Name, StringComparer.Ordinal)).GetValueOrDefault(name);

    /// <summary>The interface of this full name (<c>h1-eth0</c>), or null.</summary>
    public InterfacePlan? Interface(string fullName) =>
        (_interfaces ??= Nodes.SelectMany(n => n.Interfaces).ToDictionary(i => i.FullName, StringComparer.Ordinal)).GetValueOrDefault(fullName);

    /// <summary>The interfaces that a node, interface or link of this name means: all of a node, both ends of a link. Empty when there is none.</summary>
    public IReadOnlyList<InterfacePlan> InterfacesAt(string point)
    {
        if (Node(point) is { } node) { return node.Interfaces; }
        if (Interface(point) is { } one) { return [one]; }
        return Links.FirstOrDefault(l => l.Name == point) is { } link ? [link.A, link.B] : [];
    }
}
