using Weir.Lab.Building;
using Weir.Lab.Plan;
using Weir.Running.Scheduled;

namespace Weir.Running.Applying;

/// <summary>
/// Finds the steps from a lab that stands to another plan, in an order in which each finds what it needs: programs end, links go, nodes go, nodes come, links come, links change, routes and names follow, programs start.
/// What a change does not concern is not touched. A node whose own declaration changed is made anew, with its links and programs.
/// </summary>
internal sealed class ApplySteps
{
    private readonly LabRun _run;
    private readonly LabNetwork _network;
    private readonly LabPlan _plan;
    private readonly List<ApplyStep> _steps = [];
    private readonly HashSet<string> _going = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reached = new(StringComparer.Ordinal); // those of them whose controllers are reached in another way
    private readonly HashSet<string> _coming = new(StringComparer.Ordinal);

    private ApplySteps(LabRun run, LabPlan plan)
    {
        _run = run;
        _network = run.Network;
        _plan = plan;
    }

    /// <summary>The steps; none when everything stands as the plan says. The captures and monitors of <paramref name="asked"/> are those that the file would begin now; those of <paramref name="plan"/> go on.</summary>
    public static IReadOnlyList<ApplyStep> Find(LabRun run, LabPlan plan, LabPlan asked)
    {
        var steps = new ApplySteps(run, plan);
        steps.Compare(asked);
        return steps._steps;
    }

    private void Compare(LabPlan asked)
    {
        foreach (LabNode node in _network.Nodes)
        {
            NodePlan? wanted = _plan.Node(node.Plan.Name);
            if (wanted is null || IsAnother(node, wanted)) { _going.Add(node.Plan.Name); }
            else if (WaysOf(node.Plan, _network.Plan) != WaysOf(wanted, _plan)) { _reached.Add(node.Plan.Name); }
        }

        _going.UnionWith(_reached);
        foreach (NodePlan node in _plan.Nodes)
        {
            if (_going.Contains(node.Name) || _network.Nodes.All(there => there.Plan.Name != node.Name)) { _coming.Add(node.Name); }
        }

        Dictionary<string, LinkPlan> wantedLinks = _plan.Links.ToDictionary(link => link.Name, StringComparer.Ordinal);
        HashSet<string> kept = [.. _network.Links.Where(link => wantedLinks.TryGetValue(link.Plan.Name, out LinkPlan? wanted) && Stays(link, wanted)).Select(link => link.Plan.Name)];
        Dictionary<string, ProgramPlan> wantedPrograms = _plan.Programs.ToDictionary(program => program.Name, StringComparer.Ordinal);
        HashSet<string> running = [.. _run.PlannedPrograms.Where(one => wantedPrograms.TryGetValue(one.Plan.Name, out ProgramPlan? wanted) && !_going.Contains(one.Plan.Node) && PlanJson.Text(one.Plan) == PlanJson.Text(wanted)).Select(one => one.Plan.Name)];

        StopPrograms(wantedPrograms, running);
        RemoveLinks(wantedLinks, kept);
        RemoveNodes();
        AddNodes();
        AddLinks(kept);
        foreach (CapturePlan one in asked.Captures) { TellMissing("capture", one.Name, one.Interfaces, kept); }
        foreach (MonitorPlan one in asked.Monitors) { TellMissing("monitor", one.Name, one.Interfaces, kept); }
        ChangeLinks(wantedLinks, kept);
        ChangeRoutes(kept);
        if (!_network.Plan.HostsFile.SequenceEqual(_plan.HostsFile)) { Add("rewrite-hosts", "", "write the hosts file of every node anew", () => _network.RewriteHosts()); }
        foreach (ProgramPlan program in _plan.Programs.Where(one => !running.Contains(one.Name)))
        {
            _steps.Add(new ApplyStep("start-program", program.Name, $"start program {program.Name}{On(program)}", token => _run.StartProgramAsync(program, token)));
        }
    }

    private void StopPrograms(Dictionary<string, ProgramPlan> wanted, HashSet<string> running)
    {
        // Those that others wait for end last.
        foreach (PlannedProgram one in _run.PlannedPrograms.Where(one => !running.Contains(one.Plan.Name)).Reverse())
        {
            string why = !wanted.ContainsKey(one.Plan.Name) ? "it is not in the file any more" : _going.Contains(one.Plan.Node) ? $"node {one.Plan.Node} is made anew" : "its declaration changed";
            _steps.Add(new ApplyStep("stop-program", one.Plan.Name, $"stop program {one.Plan.Name}{On(one.Plan)}: {why}", _ => _run.StopProgramAsync(one.Plan.Name)));
        }
    }

    private void RemoveLinks(Dictionary<string, LinkPlan> wanted, HashSet<string> kept)
    {
        foreach (LabLink link in _network.Links.Where(link => !kept.Contains(link.Plan.Name)))
        {
            string name = link.Plan.Name;
            string why = !wanted.TryGetValue(name, out LinkPlan? other) ? "it is not in the file any more"
                : _going.Contains(link.Plan.A.Node) || _going.Contains(link.Plan.B.Node) ? "an end of it is made anew"
                : other.Backend != link.Plan.Backend ? $"the back end {Word(other.Backend)} carries it from now on, not {Word(link.Plan.Backend)}: {other.BackendReason}"
                : "its ends changed";
            _steps.Add(new ApplyStep("remove-link", name, $"remove link {name}: {why}", _ => _network.RemoveLinkAsync(name)));
        }
    }

    private void RemoveNodes()
    {
        foreach (LabNode node in _network.Nodes.Where(node => _going.Contains(node.Plan.Name)))
        {
            string name = node.Plan.Name;
            string why = _reached.Contains(name) ? "its controller waits elsewhere or speaks TLS otherwise, so it is made anew" : _coming.Contains(name) ? "its declaration changed, so it is made anew" : "it is not in the file any more";
            _steps.Add(new ApplyStep("remove-node", name, $"remove node {name}: {why}", _ => _network.RemoveNodeAsync(name)));
        }
    }

    private void AddNodes()
    {
        foreach (NodePlan node in _plan.Nodes.Where(node => _coming.Contains(node.Name)))
        {
            _steps.Add(new ApplyStep("add-node", node.Name, $"add node {node.Name} of kind {node.Kind.Form.Name}", token => _network.AddNodeAsync(node, token)));
        }
    }

    private void AddLinks(HashSet<string> kept)
    {
        foreach (LinkPlan link in _plan.Links.Where(link => !kept.Contains(link.Name)))
        {
            string text = $"add link {link.Name}, carried by the back end {Word(link.Backend)}: {Describe(link.A)}, {Describe(link.B)}";
            _steps.Add(new ApplyStep("add-link", link.Name, text, token => _network.AddLinkAsync(link, token)));
        }

        foreach (NodePlan node in _plan.Nodes.Where(node => _coming.Contains(node.Name) && node.Kind is ILabNodeKind { OwnsNamespace: false, HasStack: true }))
        {
            _steps.Add(new ApplyStep("start-node", node.Name, $"boot node {node.Name}", token => _network.StartGuestAsync(node.Name, token)));
        }
    }

    // Captures and monitors do not grow. That an interface is missing from one must be known to whoever reads it.
    private void TellMissing(string what, string name, IReadOnlyList<InterfacePlan> interfaces, HashSet<string> kept)
    {
        string[] missing = [.. interfaces.Where(one => !kept.Contains(_plan.Links[one.Link].Name)).Select(one => one.FullName)];
        if (missing.Length > 0) { Add($"keep-{what}", name, $"{what} {name} goes on without {string.Join(", ", missing)}: it listens where it listened when the run began", static () => { }); }
    }

    private void ChangeLinks(Dictionary<string, LinkPlan> wanted, HashSet<string> kept)
    {
        foreach (LabLink link in _network.Links.Where(link => kept.Contains(link.Plan.Name)))
        {
            LinkPlan plan = wanted[link.Plan.Name];
            if (PlanJson.Text(link.Plan.AtoB) == PlanJson.Text(plan.AtoB) && PlanJson.Text(link.Plan.BtoA) == PlanJson.Text(plan.BtoA)) { continue; }
            (Impairments there, Impairments back) = (ApplyValues.Merge(link.AtoB, link.Plan.AtoB, plan.AtoB), ApplyValues.Merge(link.BtoA, link.Plan.BtoA, plan.BtoA));
            string now = there == back ? LinkChange.Describe(there) : $"to {plan.B.Node} {LinkChange.Describe(there)}; to {plan.A.Node} {LinkChange.Describe(back)}";
            Add("change-link", plan.Name, $"change link {plan.Name}: {now}", () => LinkChange.Apply(link, there, back));
        }
    }

    private void ChangeRoutes(HashSet<string> kept)
    {
        foreach (LabNode node in _network.Nodes.Where(node => !_going.Contains(node.Plan.Name)))
        {
            NodePlan wanted = _plan.Node(node.Plan.Name)!;
            HashSet<string> stay = [.. wanted.Interfaces.Where(one => kept.Contains(_plan.Links[one.Link].Name)).Select(one => one.Name)];
            RoutePlan[] gone = [.. node.Plan.Routes.Except(wanted.Routes).Where(route => stay.Contains(route.Interface))];
            RoutePlan[] come = [.. wanted.Routes.Except(node.Plan.Routes).Where(route => stay.Contains(route.Interface))];
            if (gone.Length == 0 && come.Length == 0) { continue; }
            string text = string.Join(", ", gone.Select(route => $"not {route.To} via {route.Via}").Concat(come.Select(route => $"{route.To} via {route.Via}")));
            Add("change-routes", wanted.Name, $"change routes of {wanted.Name}: {text}", () => _network.ChangeRoutes(wanted.Name, gone, come));
        }
    }

    // A guest finds its interfaces and routes when it boots, so it is another one when they change.
    private static bool IsAnother(LabNode node, NodePlan wanted) =>
        PlanJson.Text(node.Plan) != PlanJson.Text(wanted)
        || (node.TakesTaps && (!node.Plan.Routes.SequenceEqual(wanted.Routes) || !node.Plan.Interfaces.Select(Describe).SequenceEqual(wanted.Interfaces.Select(Describe))));

    // How a switch connects is settled when it is made. That its controller decides otherwise, or is started anew, does not concern it.
    private static string WaysOf(NodePlan node, LabPlan plan) => node.Kind.Form.IndexOf("controller") < 0 ? "" : string.Join('\n', node.Settings.Texts("controller").Select(name => plan.Programs.FirstOrDefault(one => one.Name == name)).OfType<ProgramPlan>()
        .Select(one => one.Settings.TextOrNull("listen") is { } listen ? $"{one.Node} {listen} {one.Settings.Has("certificate")}" : $"{one.Settings.Has("certificate")}"));

    private bool Stays(LabLink link, LinkPlan wanted) =>
        !_going.Contains(wanted.A.Node) && !_going.Contains(wanted.B.Node) && link.Plan.Backend == wanted.Backend && link.Plan.Offloads == wanted.Offloads && IsSame(link.Plan.A, wanted.A) && IsSame(link.Plan.B, wanted.B)
        && link.CanChange(wanted.AtoB, wanted.BtoA);

    private static bool IsSame(InterfacePlan one, InterfacePlan other) => one.FullName == other.FullName && one.Mac == other.Mac && one.Mtu == other.Mtu && one.Addresses.SequenceEqual(other.Addresses);

    private static string Describe(InterfacePlan one) => one.Addresses.Count == 0 ? one.FullName : $"{one.FullName} {string.Join(" ", one.Addresses)}";

    private static string On(ProgramPlan program) => program.Node.Length == 0 ? "" : $" on {program.Node}";

    private static string Word(LinkBackend backend) => backend.ToString().ToLowerInvariant();

    private void Add(string action, string subject, string text, Action carryOut) => _steps.Add(new ApplyStep(action, subject, text, _ =>
    {
        carryOut();
        return Task.CompletedTask;
    }));
}
