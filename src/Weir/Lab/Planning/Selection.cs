using Weir.Declaration;
using Weir.Lab.Plan;

namespace Weir.Lab.Planning;

/// <summary>
/// The part of a plan that has to do with chosen nodes: those nodes, the links between them, and what runs, listens, happens and is asked there. Names, addresses and seeds are those of the whole lab. What refers
/// to something that is left out is left out too; checks stay and say so.
/// </summary>
internal sealed class Selection
{
    private readonly LabPlan _plan;
    private readonly HashSet<string> _nodes;
    private readonly Dictionary<int, int> _links = [];
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);

    private Selection(LabPlan plan, HashSet<string> nodes)
    {
        _plan = plan;
        _nodes = nodes;
        for (int at = 0; at < plan.Links.Count; at++)
        {
            LinkPlan link = plan.Links[at];
            if (nodes.Contains(link.A.Node) && nodes.Contains(link.B.Node)) { _links.Add(at, _links.Count); }
            else { _gone.UnionWith([link.Name, link.A.FullName, link.B.FullName]); }
        }

        _gone.UnionWith(plan.Nodes.Where(node => !nodes.Contains(node.Name)).Select(node => node.Name));
        _gone.UnionWith(plan.Programs.Where(program => program.Node.Length == 0 ? !program.Switches!.Any(nodes.Contains) : !nodes.Contains(program.Node)).Select(program => program.Name));
    }

    /// <summary>The part of <paramref name="plan"/> for the nodes that these names and patterns (<c>h1</c>, <c>h[1..3]</c>, <c>s*</c>, several with commas) mean.</summary>
    /// <exception cref="WeirException">One of them means no node.</exception>
    public static LabPlan Of(LabPlan plan, IReadOnlyList<string> names)
    {
        if (names.Count == 0) { return plan; }
        var nodes = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in names.SelectMany(one => one.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            if (NameRange.Expand(name, out string? problem) is not { } expanded) { throw new WeirException($"'{name}': {problem}"); }
            foreach (NameInstance one in expanded)
            {
                IReadOnlyList<string> found = plan.Names.Match(NameKinds.Node, one.Text);
                if (found.Count == 0) { throw new WeirException($"there is no node '{one.Text}': {FormReader.Guess(one.Text, [.. plan.Names.Of(NameKinds.Node)])}"); }
                nodes.UnionWith(found);
            }
        }

        return new Selection(plan, nodes).Part();
    }

    private LabPlan Part() => _plan with
    {
        Only = [.. _plan.Nodes.Select(node => node.Name).Where(_nodes.Contains)],
        Nodes = [.. _plan.Nodes.Where(node => _nodes.Contains(node.Name)).Select(PartOf)],
        Links = [.. _plan.Links.Where((_, at) => _links.ContainsKey(at)).Select(link => link with { A = Moved(link.A), B = Moved(link.B) })],
        Programs = [.. _plan.Programs.Where(program => !_gone.Contains(program.Name)).Select(program => program with { After = [.. program.After.Where(wait => !_gone.Contains(wait.Program))], Switches = program.Switches?.Where(_nodes.Contains).ToArray() })],
        Captures = [.. _plan.Captures.Select(capture => capture with { Interfaces = Here(capture.Interfaces) }).Where(capture => capture.Interfaces.Count > 0)],
        Monitors = [.. _plan.Monitors.Select(monitor => monitor with { Interfaces = Here(monitor.Interfaces) }).Where(monitor => monitor.Interfaces.Count > 0)],
        Events = [.. _plan.Events.Select(one => one with { Targets = [.. one.Targets.Where(target => !_gone.Contains(target.Name) && Missing(target.Settings) is null)] }).Where(one => one.Targets.Count > 0)],
        Checks = [.. _plan.Checks.Select(check => Missing(check.Settings) is { } missing ? check with { LeftOut = $"'{missing}' was left out" } : check)],
    };

    private NodePlan PartOf(NodePlan node)
    {
        IReadOnlyList<InterfacePlan> interfaces = Here(node.Interfaces);
        return node with { Interfaces = interfaces, Routes = [.. node.Routes.Where(route => interfaces.Any(one => one.Name == route.Interface))] };
    }

    private List<InterfacePlan> Here(IReadOnlyList<InterfacePlan> interfaces) => [.. interfaces.Where(one => !_gone.Contains(one.FullName)).Select(Moved)];

    private InterfacePlan Moved(InterfacePlan one) => one with { Link = _links[one.Link] };

    /// <summary>The first thing that settings refer to and that is left out: by a reference, or as the host of a URL.</summary>
    private string? Missing(Settings settings)
    {
        foreach (KeyForm key in settings.Form.Keys)
        {
            IEnumerable<string> names = key.Form switch
            {
                ReferenceForm => settings.Texts(key.Name),
                TextForm when settings.TextOrNull(key.Name) is { } text && Uri.TryCreate(text, UriKind.Absolute, out Uri? url) => [url.Host],
                _ => [],
            };
            if (names.FirstOrDefault(_gone.Contains) is { } missing) { return missing; }
        }

        return null;
    }
}
