using Weir.Declaration;
using Weir.Lab.Plan;
using Weir.Lab.Reading;

namespace Weir.Lab.Planning;

/// <summary>
/// Makes a plan of a lab file, or notes all its mistakes. First come the names of everything, then what each thing says, since everything may refer to everything; then segments, addresses and routes.
/// </summary>
internal sealed partial class LabPlanner
{
    private readonly LabSource _source;
    private readonly LabVocabulary _vocabulary;
    private readonly LabReadOptions _options;
    private readonly MistakeList _mistakes;
    private readonly NameTable _names = new();
    private readonly FormReader _reader;
    private readonly Continuation _earlier;
    private readonly List<NodeDraft> _nodes = [];
    private readonly Dictionary<string, NodeDraft> _nodesByName = new(StringComparer.Ordinal);
    private readonly List<LinkDraft> _links = [];
    private readonly Dictionary<(string Kind, string Name), SourcePlace> _places = [];

    public LabPlanner(LabSource source, LabVocabulary vocabulary, LabReadOptions options, MistakeList mistakes)
    {
        _source = source;
        _vocabulary = vocabulary;
        _options = options;
        _mistakes = mistakes;
        _reader = new FormReader(mistakes, _names);
        _earlier = new Continuation(options.Continues);
    }

    /// <summary>The plan; null when so much is wrong that there is none. It counts only when no mistake was noted.</summary>
    public LabPlan? Plan()
    {
        Settings lab = ReadTop();
        NameControllers();
        GenerateTopology();
        ReadNodes();
        ReadLinks();
        CheckNeighbours();
        NameInterfaces();
        NameItems();

        List<SegmentDraft> segments = Segments.Find(_nodes, _links, _earlier, _mistakes);
        Addressing.Assign(_nodes, _links, segments, _earlier, _mistakes);
        List<RoutePlan>[] routes = Routing.Find(_nodes, segments, _reader);

        IReadOnlyList<EventPlan> events = ReadEvents();
        LinkPlan[] links = PlanLinks(events);
        NodePlan[] nodes = new NodePlan[_nodes.Count];
        for (int i = 0; i < nodes.Length; i++) { nodes[i] = PlanNode(_nodes[i], links, routes[i]); }
        IReadOnlyList<ProgramPlan> programs = ReadPrograms();
        Dictionary<string, InterfacePlan> interfaces = nodes.SelectMany(n => n.Interfaces).ToDictionary(i => i.FullName, StringComparer.Ordinal);
        IReadOnlyList<CapturePlan> captures = ReadCaptures(nodes, links, interfaces);
        IReadOnlyList<MonitorPlan> monitors = ReadMonitors(nodes, links, interfaces, captures);
        IReadOnlyList<CheckPlan> checks = ReadChecks();
        CheckMemory(programs, monitors, events, checks);
        if (_mistakes.Count > 0) { return null; }

        return new LabPlan(NameOf(lab), lab.TextOrNull("description") ?? "", lab.Integer("seed"), nodes, links, [.. segments.Select(PlanSegment)], programs, captures, monitors, events, checks, lab.DurationOrNull("duration"))
        {
            Names = _names,
            Dashboard = DashboardOf(lab),
            Report = lab.Flag("report"),
            Variables = _source.Variables.Values,
            Sections = SectionTexts(),
            HostsFile = [.. _nodes.SelectMany(n => n.Ends.SelectMany(e => e.Addresses.Select(a => $"{a.Address} {n.Name} {e.FullName}")))],
        };
    }

    private static int? DashboardOf(Settings lab) => lab.Map("dashboard") is { } said ? (int)(said.IntegerOrNull("port") ?? 0) : lab.Flag("dashboard") ? 0 : null;

    // What stands in each section, so that a later reading can tell whether it is still the same.
    private Dictionary<string, PlanSection> SectionTexts()
    {
        var sections = new Dictionary<string, PlanSection>(StringComparer.Ordinal);
        foreach (DeclaredEntry entry in _source.Maps.SelectMany(map => map.Entries))
        {
            string text = DeclaredWriter.Text(entry.Value);
            // The lab file itself comes last, and it is there that one looks first.
            sections[entry.Key.Text] = new PlanSection(entry.Key.Place, sections.TryGetValue(entry.Key.Text, out PlanSection? before) ? before.Text + "\n" + text : text);
        }

        return sections;
    }

    /// <summary>The name of a lab file without its folder and extensions, as a name of a lab when it is one.</summary>
    private string NameOf(Settings lab)
    {
        if (lab.TextOrNull("name") is { } name) { return name; }
        string file = Path.GetFileName(_source.Path);
        int dot = file.IndexOf('.', StringComparison.Ordinal);
        string made = new([.. (dot > 0 ? file[..dot] : file).ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
        made = made.Trim('-');
        return LabNameForm.IsName(made) ? made : "lab";
    }

    private Settings ReadTop()
    {
        KindForm form = LabForms.Of(_vocabulary);
        DeclaredMap own = _source.Maps[^1];
        // Keys of the included files are checked too; single values count from the lab file first, then from the included ones.
        var merged = new List<DeclaredEntry>();
        for (int i = _source.Maps.Count - 1; i >= 0; i--)
        {
            foreach (DeclaredEntry entry in _source.Maps[i].Entries)
            {
                if (LabSource.IsExtension(entry.Key.Text)) { continue; }
                if (merged.Any(m => m.Key.Text == entry.Key.Text))
                {
                    // Only sections stand in several files; that they are of the right shape is looked at all the same.
                    int at = form.IndexOf(entry.Key.Text);
                    if (at >= 0) { form.Keys[at].Form.Read(entry.Value, _reader); }
                    continue;
                }

                merged.Add(entry);
            }
        }

        return _reader.Read(new DeclaredMap(own.Place, merged), form)!;
    }

    /// <summary>The maps of a section in all files; what is no map was noted when the top was read.</summary>
    private IEnumerable<DeclaredEntry> EntriesOf(string section) => _source.All(section).Select(e => e.Value).OfType<DeclaredMap>().SelectMany(m => m.Entries);

    private IEnumerable<DeclaredValue> ItemsOf(string section) => _source.All(section).Select(e => e.Value).OfType<DeclaredList>().SelectMany(l => l.Items);

    /// <summary>All names that a key with ranges stands for, with the value for each.</summary>
    private IEnumerable<(NameInstance Name, DeclaredText Key, DeclaredValue Value)> Expand(DeclaredEntry entry)
    {
        if (entry.Key.Text.Contains("${", StringComparison.Ordinal)) { yield break; }
        if (NameRange.Expand(entry.Key.Text, out string? problem) is not { } names)
        {
            _mistakes.Add(entry.Key.Place, $"{entry.Key.Shown}: {problem}", NameRange.Hint);
            yield break;
        }

        foreach (NameInstance name in names) { yield return (name, entry.Key, Template.Fill(entry.Value, name, _mistakes)); }
    }

    /// <summary>Adds a name of a kind; false after noting that it is there already or is no name.</summary>
    private bool TryName(NameKinds kind, string name, SourcePlace place)
    {
        string word = NameTable.Words(kind);
        if (!IsName(name))
        {
            string better = new([.. name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
            better = better.Trim('-');
            string hint = IsName(better) ? $"did you mean '{better}'?" : better.Length > 31 ? "31 characters at most" : "a small letter, then small letters, digits and hyphens";
            _mistakes.Add(place, $"'{name}' is no name of a {word}: it is a small letter, then small letters, digits and hyphens, 31 at most", hint);
            return false;
        }

        if (_names.Add(kind, name))
        {
            _places[(word, name)] = place;
            return true;
        }

        SourcePlace first = _places.GetValueOrDefault((word, name));
        _mistakes.Add(place, $"there is a {word} '{name}' already{(first.Line > 0 ? $", at {first.Line}:{first.Column}" : "")}", "remove one of the two, or give it another name");
        return false;
    }

    private static bool IsName(string name) => name.Length is > 0 and <= 31 && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static SegmentPlan PlanSegment(SegmentDraft segment) =>
        new(segment.Number, segment.IsPointToPoint, segment.Prefix4, segment.Prefix6, segment.Switches, [.. segment.Members.Select(m => m.FullName)]) { Networks = segment.Networks };
}
