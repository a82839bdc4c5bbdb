using Weir.Declaration;
using Weir.Lab.Plan;

namespace Weir.Lab.Planning;

/// <summary>Nodes and links.</summary>
internal sealed partial class LabPlanner
{
    private readonly Dictionary<(string, string), int> _linkCounts = [];

    private void GenerateTopology()
    {
        foreach (DeclaredEntry entry in _source.All("topology"))
        {
            if (entry.Value is not DeclaredMap map) { continue; }
            foreach (DeclaredEntry one in map.Entries)
            {
                KindForm? form = TopologyForms.All.FirstOrDefault(f => f.Name == one.Key.Text);
                if (form is null)
                {
                    _mistakes.Add(one.Key.Place, $"there is no topology '{one.Key.Text}'", FormReader.Guess(one.Key.Text, [.. TopologyForms.All.Select(f => f.Name)]));
                    continue;
                }

                int before = _mistakes.Count;
                if (_reader.Read(one.Value, form) is not { } settings || _mistakes.Count > before) { continue; }
                Settings link = settings.Map("link") ?? Settings.Empty(LinkForms.Link);
                new Topologies((kind, name) => AddGenerated(kind, name, one.Key.Place), (a, b) => AddLink(a, b, one.Key.Place, link), _mistakes).Generate(settings);
            }
        }
    }

    private NodeDraft? AddGenerated(string kindName, string name, SourcePlace place)
    {
        INodeKind? kind = _vocabulary.Nodes.FirstOrDefault(k => k.Form.Name == kindName);
        if (kind is null)
        {
            _mistakes.Add(place, $"the topology needs nodes of the kind '{kindName}', which is not known here");
            return null;
        }

        return TryName(NameKinds.Node, name, place) ? Keep(new NodeDraft(name, place, kind, Settings.Empty(NodeForms.Node), Settings.Empty(kind.Form))) : _nodesByName[name];
    }

    private void ReadNodes()
    {
        // All names first: a node may refer to one that stands below it.
        var named = new List<(string Name, DeclaredText Key, DeclaredValue Value)>();
        foreach (DeclaredEntry entry in EntriesOf("nodes"))
        {
            foreach ((NameInstance name, DeclaredText key, DeclaredValue value) in Expand(entry))
            {
                if (TryName(NameKinds.Node, name.Text, key.Place)) { named.Add((name.Text, key, value)); }
            }
        }

        foreach ((string name, DeclaredText key, DeclaredValue value) in named)
        {
            INodeKind kind = KindOf(value, _vocabulary.Nodes, "node") ?? _vocabulary.Nodes[0];
            IReadOnlyList<Settings>? settings = _reader.Read(value, [NodeForms.Node, kind.Form], ["kind"]);
            Keep(new NodeDraft(name, key.Place, kind, settings?[0] ?? Settings.Empty(NodeForms.Node), settings?[1] ?? Settings.Empty(kind.Form)));
        }
    }

    private NodeDraft Keep(NodeDraft node)
    {
        _nodes.Add(node);
        _nodesByName.Add(node.Name, node);
        return node;
    }

    /// <summary>The kind that a map names with <c>kind:</c>; null when it names none, or after a mistake.</summary>
    private T? KindOf<T>(DeclaredValue value, IReadOnlyList<T> kinds, string what) where T : class, IKind
    {
        if ((value as DeclaredMap)?["kind"] is not { } said) { return null; }
        if (said.Value is not DeclaredText text)
        {
            _mistakes.Add(said.Value.Place, $"{said.Value.Shown} is no kind of {what}", FormReader.Guess("", [.. kinds.Select(k => k.Form.Name)]));
            return null;
        }

        foreach (T kind in kinds)
        {
            if (kind.Form.Name == text.Text) { return kind; }
        }

        if (!text.Text.Contains("${", StringComparison.Ordinal)) { _mistakes.Add(text.Place, $"there is no kind of {what} {text.Shown}", FormReader.Guess(text.Text, [.. kinds.Select(k => k.Form.Name)])); }
        return null;
    }

    private void ReadLinks()
    {
        foreach (DeclaredValue item in ItemsOf("links"))
        {
            switch (item)
            {
                case DeclaredText text:
                    ReadLink(text, null);
                    break;
                case DeclaredMap map:
                    foreach (DeclaredEntry entry in map.Entries) { ReadLink(entry.Key, entry.Value); }
                    break;
                default:
                    _mistakes.Add(item.Place, $"{item.Shown} is no link", LinkName.Hint);
                    break;
            }
        }
    }

    private void ReadLink(DeclaredText text, DeclaredValue? value)
    {
        if (text.Text.Contains("${", StringComparison.Ordinal)) { return; }
        (string plain, int number) = LinkName.SplitNumber(text.Text);
        if (!LinkName.IsLink(plain))
        {
            _mistakes.Add(text.Place, $"{text.Shown} is no link", GuessLink(text.Text));
            return;
        }

        if (LinkName.Pairs(plain, side => NodesOf(side, text.Place), out string? problem) is not { } pairs)
        {
            if (problem is not null) { _mistakes.Add(text.Place, $"{text.Shown}: {problem}", LinkName.Hint); }
            return;
        }

        bool sameForAll = value is null || !HasTemplate(value);
        Settings? shared = null;
        foreach ((NameInstance a, NameInstance b) in pairs)
        {
            NodeDraft left = _nodesByName[a.Text];
            NodeDraft right = _nodesByName[b.Text];
            if (ReferenceEquals(left, right))
            {
                // A wildcard takes in the node on the other side too.
                if (!NameTable.IsPattern(plain)) { _mistakes.Add(text.Place, $"{text.Shown} joins '{a.Text}' with itself", "name two nodes"); }
                continue;
            }

            Settings settings = Settings.Empty(LinkForms.Link);
            if (value is not null && sameForAll) { settings = shared ??= _reader.Read(value, LinkForms.Link) ?? settings; }
            else if (value is not null)
            {
                var name = new NameInstance("", [.. a.Indices, .. b.Indices], [.. a.Words, .. b.Words]);
                settings = _reader.Read(Reading.Template.Fill(value, name, _mistakes), LinkForms.Link) ?? settings;
            }

            LinkDraft link = AddLink(left, right, text.Place, settings);
            if (number > 0 && !link.Name.EndsWith($"({number})", StringComparison.Ordinal) && !(number == 1 && LinkName.SplitNumber(link.Name).Number == 0))
            {
                _mistakes.Add(text.Place, $"{text.Shown} is not the number {number} of the links between '{a.Text}' and '{b.Text}'", $"it is '{link.Name}'");
            }
        }
    }

    private static bool HasTemplate(DeclaredValue value) => value switch
    {
        DeclaredText text => text.Text.Contains("{n", StringComparison.Ordinal),
        DeclaredList list => list.Items.Any(HasTemplate),
        DeclaredMap map => map.Entries.Any(e => HasTemplate(e.Key) || HasTemplate(e.Value)),
        _ => false,
    };

    private static string GuessLink(string text)
    {
        foreach (string wrong in (string[])[" - ", " <-> ", " -> ", " <--> ", " --- ", " — ", " – ", "--", "<->", "->", ", "])
        {
            string[] sides = text.Split(wrong, StringSplitOptions.TrimEntries);
            if (sides.Length >= 2 && sides.All(s => s.Length > 0)) { return $"did you mean '{string.Join(LinkName.Separator, sides)}'?"; }
        }

        return LinkName.Hint;
    }

    private LinkDraft AddLink(NodeDraft a, NodeDraft b, SourcePlace place, Settings settings)
    {
        (string, string) pair = string.CompareOrdinal(a.Name, b.Name) < 0 ? (a.Name, b.Name) : (b.Name, a.Name);
        int count = _linkCounts[pair] = _linkCounts.GetValueOrDefault(pair) + 1;
        string name = $"{a.Name}{LinkName.Separator}{b.Name}{(count > 1 ? $" ({count})" : "")}";
        var link = new LinkDraft(_links.Count, name, place, settings, a, b, _earlier);
        _links.Add(link);
        _names.Add(NameKinds.Link, name);
        return link;
    }

    /// <summary>The nodes that one side of a link names; null after a mistake.</summary>
    private List<NameInstance>? NodesOf(string side, SourcePlace place)
    {
        if (NameRange.Expand(side, out string? problem) is not { } names)
        {
            _mistakes.Add(place, $"'{side}': {problem}", NameRange.Hint);
            return null;
        }

        var found = new List<NameInstance>(names.Count);
        bool missing = false;
        foreach (NameInstance name in names)
        {
            IReadOnlyList<string> matched = _names.Match(NameKinds.Node, name.Text);
            if (matched.Count == 0)
            {
                _mistakes.Add(place, $"there is no node '{name.Text}'", FormReader.Guess(name.Text, [.. _nodes.Select(n => n.Name)]));
                missing = true;
                continue;
            }

            foreach (string node in matched) { found.Add(name with { Text = node }); }
        }

        return missing ? null : found;
    }

    private void NameInterfaces()
    {
        var kernel = new Dictionary<string, EndDraft>(StringComparer.Ordinal);
        foreach (EndDraft end in _nodes.SelectMany(n => n.Ends))
        {
            if (_names.Has(NameKinds.Node, end.FullName)) { _mistakes.Add(_nodesByName[end.FullName].Place, $"the node '{end.FullName}' is called like an interface of '{end.Node.Name}'", "give it another name"); }
            if (!kernel.TryAdd(KernelNames.Of(end.FullName), end)) { _mistakes.Add(end.Node.Place, $"the kernel's names of '{end.FullName}' and '{kernel[KernelNames.Of(end.FullName)].FullName}' are the same", "give one of the nodes a shorter name"); }
            _names.Add(NameKinds.Interface, end.FullName);
        }
    }

    private static NodePlan PlanNode(NodeDraft node, LinkPlan[] links, List<RoutePlan> routes) =>
        new(node.Name, node.Kind, node.Own, [.. node.Ends.Select(e => ReferenceEquals(e, e.Link.A) ? links[e.Link.Index].A : links[e.Link.Index].B)], routes,
            node.Common.SizeOrNull("memory"), node.Common.NumberOrNull("cpus"), node.Common.IntegerOrNull("pids"),
            [.. node.Common.Entries("sysctls").Select(s => KeyValuePair.Create(s.Key, (string)s.Value))]);
}
