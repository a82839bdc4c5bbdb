using Weir.Declaration;
using Weir.Lab.Plan;

namespace Weir.Lab.Planning;

/// <summary>Programs.</summary>
internal sealed partial class LabPlanner
{
    private readonly List<(string Name, DeclaredText Key, DeclaredValue Value)> _programs = [];

    private List<ProgramPlan> ReadPrograms()
    {
        var places = new Dictionary<string, SourcePlace>(StringComparer.Ordinal);
        List<ProgramPlan> plans = ReadControllers(places);
        foreach ((string name, DeclaredText key, DeclaredValue value) in _programs)
        {
            IProgramKind? kind = KindOf(value, _vocabulary.Programs, "program");
            if (kind is null && value is DeclaredMap map && map["kind"] is not null) { continue; }
            if (kind is null && (value as DeclaredMap)?["run"] is null)
            {
                // A key that is nearly "run" or "kind" is told as such.
                int before = _mistakes.Count;
                _reader.Read(value, [ProgramForms.Program], ["kind", "run"]);
                if (_mistakes.Count == before) { _mistakes.Add(key.Place, $"the program '{name}' says neither 'run' nor 'kind'", "add run: COMMAND, or kind: http-server or another kind of program"); }
                continue;
            }

            kind ??= _vocabulary.Programs[0];
            if (_reader.Read(value, [ProgramForms.Program, kind.Form], ["kind"]) is not [var common, var own]) { continue; }
            Examine(kind, own);
            if (PlanProgram(name, kind, common, own, kind.Command) is { } plan) { plans.Add(plan); }
            places[name] = common.PlaceOf("after");
        }

        return Ordered(plans, places);
    }

    /// <summary>A program of any kind; null after a mistake.</summary>
    private ProgramPlan? PlanProgram(string name, IProgramKind kind, Settings common, Settings own, Func<Settings, ProgramCommand> command)
    {
        if (common.TextOrNull("on") is { } on && _nodesByName.TryGetValue(on, out NodeDraft? node) && !node.Kind.HasStack)
        {
            _mistakes.Add(common.PlaceOf("on"), $"'{on}' is of kind {node.Kind.Form.Name}, which runs no programs", $"name a host, such as {_nodes.FirstOrDefault(n => n.Kind.HasStack)?.Name ?? "h1"}");
        }

        CheckNodes(own);
        IReadOnlyList<ProgramWait> after = AfterOf(common);
        if (!common.IsWhole || !own.IsWhole) { return null; }
        Settings stop = common.Map("stop") ?? Settings.Empty(((NestedForm)ProgramForms.Program.Keys[ProgramForms.Program.IndexOf("stop")].Form).Form);
        string? input = common.Form.IndexOf("stdin") >= 0 ? common.TextOrNull("stdin") : null;
        return new ProgramPlan(name, common.TextOrNull("on") ?? "", kind, own, command(own), [.. common.Entries("env").Select(e => KeyValuePair.Create(e.Key, (string)e.Value))], common.TextOrNull("cwd"), common.TextOrNull("user"), input,
            after, common.DurationOrNull("at"), common.Map("ready"), common.Text("restart") switch { "always" => RestartRule.Always, "on-failure" => RestartRule.OnFailure, _ => RestartRule.Never }, common.Map("expect"), stop.Text("signal"), stop.Duration("timeout"));
    }

    private List<ProgramWait> AfterOf(Settings common)
    {
        if (common.ValueOrNull("after") is not KeyValuePair<string, object>[] map) { return [.. common.Texts("after").Select(p => new ProgramWait(p, UntilExit: false))]; }
        var waits = new List<ProgramWait>();
        var reference = new ReferenceForm(NameKinds.Program, many: true);
        foreach ((string name, object until) in map)
        {
            if (reference.Read(new DeclaredText(common.PlaceOf("after"), name), _reader) is string[] names) { waits.AddRange(names.Select(n => new ProgramWait(n, (string)until == "exit"))); }
        }

        return waits;
    }

    /// <summary>The programs, each after those that it waits for, else in the order of the file. Notes circles.</summary>
    private List<ProgramPlan> Ordered(List<ProgramPlan> plans, Dictionary<string, SourcePlace> places)
    {
        var byName = plans.ToDictionary(p => p.Name, StringComparer.Ordinal);
        var ordered = new List<ProgramPlan>(plans.Count);
        var state = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (ProgramPlan plan in plans) { Visit(plan, [], byName, state, ordered, places); }
        return ordered;
    }

    private void Visit(ProgramPlan plan, List<string> way, Dictionary<string, ProgramPlan> byName, Dictionary<string, bool> state, List<ProgramPlan> ordered, Dictionary<string, SourcePlace> places)
    {
        if (state.TryGetValue(plan.Name, out bool done))
        {
            if (!done) { _mistakes.Add(places[plan.Name], $"programs wait for each other in a circle: {string.Join(" after ", way.SkipWhile(n => n != plan.Name).Append(plan.Name))}", "remove one 'after' of the circle"); }
            return;
        }

        // A chain of thousands would be deeper than the stack; nobody starts programs so.
        if (way.Count > 1000)
        {
            _mistakes.Add(places[plan.Name], "more than 1000 programs wait for each other in a row", "let them wait for fewer");
            return;
        }

        state[plan.Name] = false;
        way.Add(plan.Name);
        foreach (ProgramWait wait in plan.After)
        {
            if (byName.TryGetValue(wait.Program, out ProgramPlan? other)) { Visit(other, way, byName, state, ordered, places); }
        }

        way.RemoveAt(way.Count - 1);
        state[plan.Name] = true;
        ordered.Add(plan);
    }
}
