using Weir.Databases;
using Weir.Declaration;
using Weir.Lab.Plan;

namespace Weir.Lab.Planning;

/// <summary>Captures, monitors, events and checks.</summary>
internal sealed partial class LabPlanner
{
    private readonly List<(string Name, DeclaredValue Value)> _captures = [];
    private readonly List<(string Name, DeclaredText Key, DeclaredValue Value)> _monitors = [];

    /// <summary>Names all that checks and events may refer to.</summary>
    private void NameItems()
    {
        foreach (DeclaredEntry entry in EntriesOf("programs"))
        {
            foreach ((NameInstance name, DeclaredText key, DeclaredValue value) in Expand(entry))
            {
                if (TryName(NameKinds.Program, name.Text, key.Place)) { _programs.Add((name.Text, key, value)); }
            }
        }

        foreach (DeclaredValue item in ItemsOf("captures"))
        {
            DeclaredValue at = item is DeclaredMap map ? map["at"]?.Value ?? item : item;
            if ((item as DeclaredMap)?["name"]?.Value is DeclaredText { IsNothing: false } said)
            {
                if (said.Text.Length > 64 || !said.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') || said.Text[0] == '.')
                {
                    _mistakes.Add(said.Place, $"{said.Shown} is no name of a capture, which is also its file's", $"did you mean '{FileName(said)}'?");
                }
                else if (!_names.Add(NameKinds.Capture, said.Text)) { _mistakes.Add(said.Place, $"there is a capture '{said.Text}' already", "give it another name"); }
                _captures.Add((said.Text, item));
                continue;
            }

            string name = FileName(at);
            int count = 1;
            while (!_names.Add(NameKinds.Capture, count == 1 ? name : $"{name}-{count}")) { count++; }
            _captures.Add((count == 1 ? name : $"{name}-{count}", item));
        }

        foreach (DeclaredEntry entry in EntriesOf("monitors"))
        {
            foreach ((NameInstance name, DeclaredText key, DeclaredValue value) in Expand(entry))
            {
                if (TryName(NameKinds.Monitor, name.Text, key.Place)) { _monitors.Add((name.Text, key, value)); }
            }
        }
    }

    private List<CapturePlan> ReadCaptures(NodePlan[] nodes, LinkPlan[] links, Dictionary<string, InterfacePlan> interfaces)
    {
        if (_captures.Count == 0) { return []; }
        var byNode = nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
        var byLink = links.ToDictionary(l => l.Name, StringComparer.Ordinal);
        var plans = new List<CapturePlan>();
        foreach ((string name, DeclaredValue value) in _captures)
        {
            if (_reader.Read(value, ItemForms.Capture) is not { } said) { continue; }
            List<InterfacePlan> watched = Watched(said, byNode, byLink, interfaces, []);
            if (said.Has("files") && !said.Has("size")) { _mistakes.Add(said.PlaceOf("files"), "'files' says how many files are kept, but nothing says when one is full", "add size: 10 MiB"); }
            plans.Add(new CapturePlan(name, watched, said.TextOrNull("filter") ?? "", said.Size("ring"), DirectionOf(said), (int)said.Integer("snap-length"), said.SizeOrNull("size") ?? default, (int)(said.IntegerOrNull("files") ?? 0)));
        }

        return plans;
    }

    /// <summary>The interfaces that <c>at</c> means. A capture's name stands for the places of the capture.</summary>
    private List<InterfacePlan> Watched(Settings said, Dictionary<string, NodePlan> byNode, Dictionary<string, LinkPlan> byLink, Dictionary<string, InterfacePlan> interfaces, IReadOnlyList<CapturePlan> captures)
    {
        var watched = new List<InterfacePlan>();
        foreach (string point in said.Texts("at"))
        {
            IReadOnlyList<InterfacePlan> here = byNode.TryGetValue(point, out NodePlan? node) ? node.Interfaces : interfaces.TryGetValue(point, out InterfacePlan? one) ? [one] : byLink.TryGetValue(point, out LinkPlan? link) ? [link.A, link.B]
                : captures.FirstOrDefault(capture => capture.Name == point)?.Interfaces ?? [];
            if (here.Count == 0) { _mistakes.Add(said.PlaceOf("at"), $"'{point}' has no interface to {(said.Form == ItemForms.Capture ? "capture" : "listen")} at", "give it a link"); }
            watched.AddRange(here.Where(i => !watched.Contains(i)));
        }

        return watched;
    }

    private static CaptureDirection DirectionOf(Settings said) => said.Text("direction") switch { "in" => CaptureDirection.In, "out" => CaptureDirection.Out, _ => CaptureDirection.Both };

    private List<MonitorPlan> ReadMonitors(NodePlan[] nodes, LinkPlan[] links, Dictionary<string, InterfacePlan> interfaces, IReadOnlyList<CapturePlan> captures)
    {
        if (_monitors.Count == 0) { return []; }
        var byNode = nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
        var byLink = links.ToDictionary(l => l.Name, StringComparer.Ordinal);
        var plans = new List<MonitorPlan>();
        foreach ((string name, DeclaredText key, DeclaredValue value) in _monitors)
        {
            if (KindOf(value, _vocabulary.Monitors, "monitor") is not { } kind)
            {
                if ((value as DeclaredMap)?["kind"] is null) { _mistakes.Add(key.Place, $"the monitor '{name}' needs the key 'kind'", FormReader.Guess("", [.. _vocabulary.Monitors.Select(k => k.Form.Name)])); }
                continue;
            }

            if (_reader.Read(value, [ItemForms.Monitor, kind.Form], ["kind"]) is not [var common, var own]) { continue; }
            Examine(kind, own);
            List<InterfacePlan> watched = common.Has("at") ? Watched(common, byNode, byLink, interfaces, captures) : [.. captures.SelectMany(c => c.Interfaces).Distinct()];
            if (watched.Count == 0 && !common.Has("at")) { _mistakes.Add(key.Place, $"the monitor '{name}' does not say where it listens, and there is no capture", $"add at: {nodes.FirstOrDefault(n => n.Interfaces.Count > 0)?.Name ?? "s1"}"); }
            string sink = common.Text("sink");
            DatabaseAddress? database = DatabaseAddress.IsAddress(sink) ? DatabaseAddress.Parse(sink) : null;
            plans.Add(new MonitorPlan(name, kind, own, watched, common.TextOrNull("filter") ?? "", DirectionOf(common), common.Size("ring"), common.Duration("refresh"), database is null ? sink : "store.db") { Database = database });
        }

        return plans;
    }

    private List<EventPlan> ReadEvents()
    {
        var plans = new List<EventPlan>();
        string[] kinds = [.. _vocabulary.Events.Select(k => k.Form.Name)];
        foreach (DeclaredValue item in ItemsOf("events"))
        {
            if (_reader.Read(item, [ItemForms.Event], kinds) is not [var common]) { continue; }
            if (OneKind(item, _vocabulary.Events, "event") is not var (kind, value)) { continue; }
            var targets = new List<EventTarget>();
            if (kind.Targets == NameKinds.None)
            {
                if (_reader.Read(value, kind.Form) is { } settings)
                {
                    Examine(kind, settings);
                    CheckNodes(settings);
                    targets.Add(new EventTarget("", settings));
                }
            }
            else if (value is DeclaredMap map)
            {
                var names = new ReferenceForm(kind.Targets, many: true);
                foreach (DeclaredEntry entry in map.Entries)
                {
                    object? named = names.Read(entry.Key, _reader);
                    if (_reader.Read(entry.Value, kind.Form) is not { } settings || named is not string[] found) { continue; }
                    Examine(kind, settings);
                    targets.AddRange(found.Select(n => new EventTarget(n, settings)));
                }
            }
            else
            {
                string example = _names.Of(kind.Targets).FirstOrDefault() ?? "NAME";
                string what = kind.Form.Shorthand is { } key && kind.Form.Keys[kind.Form.IndexOf(key)].Form is WordForm words ? words.Words[^1] : "{ ... }";
                _mistakes.Add(value.Place, $"{value.Shown} where '{kind.Form.Name}' wants a map from names to what happens to them", $"write {kind.Form.Name}: {{ {example}: {what} }}");
            }

            TimeSpan at = common.DurationOrNull("at") ?? TimeSpan.Zero;
            if (common.Has("times") && !common.Has("every")) { _mistakes.Add(common.PlaceOf("times"), "'times' without 'every'", "add every: 1 s"); }
            if (RunTime() is { } end && at > end) { _mistakes.Add(common.PlaceOf("at"), $"the event is at {UnitText.Format(at)}, after the end of the run at {UnitText.Format(end)}", "move it, or lengthen duration"); }
            string name = common.TextOrNull("name") ?? $"{kind.Form.Name} {string.Join(", ", targets.Select(t => t.Name).Where(n => n.Length > 0).Take(3))}".Trim() + $" at {UnitText.Format(at)}";
            if (common.Has("name") && !_names.Add(NameKinds.Event, name)) { _mistakes.Add(common.PlaceOf("name"), $"there is an event '{name}' already", "give it another name"); }
            plans.Add(new EventPlan(name, at, common.DurationOrNull("every"), common.IntegerOrNull("times"), kind, targets));
        }

        return [.. plans.OrderBy(p => p.At)];
    }

    private TimeSpan? RunTime() => _source.All("duration").LastOrDefault()?.Value is DeclaredText text && UnitText.TryParseDuration(text.Text, out TimeSpan time, out _) ? time : null;

    private List<CheckPlan> ReadChecks()
    {
        var plans = new List<CheckPlan>();
        var taken = new Dictionary<string, SourcePlace>(StringComparer.Ordinal);
        string[] kinds = [.. _vocabulary.Checks.Select(k => k.Form.Name)];
        foreach (DeclaredValue declared in ItemsOf("checks"))
        {
            // A check that says nothing more than its kind: "- trust".
            DeclaredValue item = declared is DeclaredText { IsNothing: false } word ? new DeclaredMap(word.Place, [new DeclaredEntry(word, new DeclaredText(word.Place, ""))]) : declared;
            if (_reader.Read(item, [ItemForms.Check], kinds) is not [var common]) { continue; }
            if (OneKind(item, _vocabulary.Checks, "check") is not var (kind, value)) { continue; }
            if (_reader.Read(value, kind.Form) is not { } own) { continue; }
            Examine(kind, own);
            CheckNodes(own);
            (CheckMode mode, TimeSpan? limit) = ModeOf(common, kind);
            string name = common.TextOrNull("name") ?? Unique(CheckName(own), taken);
            if (!taken.TryAdd(name, own.Place)) { _mistakes.Add(common.PlaceOf("name"), $"there is a check '{name}' already, at {taken[name].Line}:{taken[name].Column}", "give it another name"); }
            _names.Add(NameKinds.Check, name);
            plans.Add(new CheckPlan(name, kind, own, mode, limit, common.DurationOrNull("every")));
        }

        return plans;
    }

    private (CheckMode Mode, TimeSpan? Limit) ModeOf(Settings common, ICheckKind kind)
    {
        string[] said = [.. ((string[])["within", "always", "never", "at"]).Where(common.Has)];
        if (said.Length > 1) { _mistakes.Add(common.PlaceOf(said[1]), $"a check says one of within, always, never and at, and this one says {string.Join(" and ", said)}", $"keep '{said[0]}' or '{said[1]}'"); }
        if (common.DurationOrNull("within") is { } within) { return (CheckMode.Within, within); }
        if (common.Flag("always")) { return (CheckMode.Always, null); }
        if (common.Flag("never")) { return (CheckMode.Never, null); }
        return common.ValueOrNull("at") switch
        {
            TimeSpan at => (CheckMode.At, at),
            "end" => (CheckMode.End, null),
            "ready" => (CheckMode.Ready, null),
            _ => (kind.Acts ? CheckMode.Ready : CheckMode.End, null),
        };
    }

    /// <summary>The one key of an item that names a kind, with its value; null after a mistake.</summary>
    private (T Kind, DeclaredValue Value)? OneKind<T>(DeclaredValue item, IReadOnlyList<T> kinds, string what) where T : class, IKind
    {
        (T Kind, DeclaredValue Value)? found = null;
        if (item is not DeclaredMap map) { return null; }
        bool unknown = false;
        foreach (DeclaredEntry entry in map.Entries)
        {
            T? kind = kinds.FirstOrDefault(k => k.Form.Name == entry.Key.Text);
            if (kind is null) { unknown |= (what == "event" ? ItemForms.Event : ItemForms.Check).IndexOf(entry.Key.Text) < 0; }
            else if (found is null) { found = (kind, entry.Value); }
            else { _mistakes.Add(entry.Key.Place, $"an {what} is of one kind, and this one says both '{found.Value.Kind.Form.Name}' and '{kind.Form.Name}'".Replace("an check", "a check", StringComparison.Ordinal), "make two of it"); }
        }

        // An unknown key was noted, and is what the kind was meant to be.
        if (found is null && !unknown) { _mistakes.Add(item.Place, $"the {what} does not say what it is", FormReader.Guess("", [.. kinds.Select(k => k.Form.Name)])); }
        return found;
    }

    /// <summary>Lets a kind look at settings that its form has read completely.</summary>
    private void Examine(IKind kind, Settings settings)
    {
        if (settings.IsWhole) { kind.Check(settings, _reader); }
    }

    /// <summary>Notes nodes that are asked to act or to answer and have no network stack.</summary>
    private void CheckNodes(Settings settings)
    {
        foreach (string key in (string[])["from", "on", "to"])
        {
            if (settings.Form.IndexOf(key) is not (>= 0 and var at) || settings.Form.Keys[at].Form is not ReferenceForm) { continue; }
            foreach (string name in settings.Texts(key))
            {
                if (_nodesByName.TryGetValue(name, out NodeDraft? node) && !node.Kind.HasStack) { _mistakes.Add(settings.PlaceOf(key), $"'{name}' is of kind {node.Kind.Form.Name}, which has no network stack", $"name a host, such as {_nodes.FirstOrDefault(n => n.Kind.HasStack)?.Name ?? "h1"}"); }
            }
        }
    }

    private static string CheckName(Settings own)
    {
        var words = new List<string> { own.Form.Name };
        foreach (KeyForm key in own.Form.Keys)
        {
            if (words.Count == 4 || !own.Has(key.Name)) { continue; }
            switch (own.ValueOrNull(key.Name))
            {
                case string text:
                    words.Add(text);
                    break;
                case string[] names:
                    words.Add(names.Length <= 3 ? string.Join(',', names) : $"{names[0]}..{names[^1]}");
                    break;
            }
        }

        string name = string.Join(' ', words).ReplaceLineEndings(" ");
        return name.Length <= 80 ? name : name[..77] + "...";
    }

    private static string Unique(string name, Dictionary<string, SourcePlace> taken)
    {
        string unique = name;
        for (int i = 2; taken.ContainsKey(unique); i++) { unique = $"{name} ({i})"; }
        return unique;
    }

    /// <summary>A name for a file, made of the place where a capture is.</summary>
    private static string FileName(DeclaredValue at)
    {
        string text = at switch { DeclaredText one => one.Text, DeclaredList list => string.Join('-', list.Items.OfType<DeclaredText>().Select(t => t.Text)), _ => "" };
        string name = string.Join('-', text.Split(text.Where(c => !char.IsAsciiLetterOrDigit(c)).Distinct().ToArray(), StringSplitOptions.RemoveEmptyEntries));
        return name.Length == 0 ? "capture" : name.Length <= 48 ? name : name[..48];
    }
}
