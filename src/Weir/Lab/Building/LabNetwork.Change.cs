using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Lab.Building;

/// <content>Changes while the lab stands: one thing at a time, and nothing else is touched. Not safe for several threads; others may read meanwhile.</content>
public sealed partial class LabNetwork
{
    /// <summary>Held while somebody reads what namespaces say: none of them goes meanwhile.</summary>
    internal Lock Standing { get; } = new();

    /// <summary>Begins to follow another plan: what is made from here on is made after it. What stands already keeps its own part of the old one until <see cref="EndChange"/>.</summary>
    internal void BeginChange(LabPlan plan) => Plan = plan;

    /// <summary>Gives everything that stands its part of the plan, in the plan's order.</summary>
    internal void EndChange()
    {
        foreach (LabNode node in _ordered) { node.Plan = Plan.Node(node.Plan.Name) ?? node.Plan; }
        Dictionary<string, LinkPlan> links = Plan.Links.ToDictionary(link => link.Name, StringComparer.Ordinal);
        foreach (LabLink link in _links)
        {
            if (!links.TryGetValue(link.Plan.Name, out LinkPlan? plan)) { continue; }
            link.Plan = plan;
            (link.A.Plan, link.B.Plan) = (plan.A, plan.B);
        }

        Dictionary<string, int> places = Plan.Nodes.Select((node, at) => (node.Name, at)).ToDictionary(StringComparer.Ordinal);
        _ordered = [.. _ordered.OrderBy(node => places.GetValueOrDefault(node.Plan.Name, int.MaxValue))];
        places = Plan.Links.Select((link, at) => (link.Name, at)).ToDictionary(StringComparer.Ordinal);
        _links = [.. _links.OrderBy(link => places.GetValueOrDefault(link.Plan.Name, int.MaxValue))];
    }

    /// <summary>Makes a node, without its links, and waits until it can run programs.</summary>
    /// <exception cref="WeirException">The machine refuses.</exception>
    internal async Task AddNodeAsync(NodePlan plan, CancellationToken cancellation)
    {
        CoreBatch.Clear();
        LabNode node = Prepare(plan);
        _nodes = _nodes.Add(plan.Name, node);
        _ordered = _ordered.Add(node);
        Core.Routes.Send(CoreBatch);
        if (node.Network is { } space)
        {
            var batch = new RouteBatch();
            node.Configure(batch);
            space.Routes.Send(batch);
            // A switch is up before its first link; the routes of a stack come with the links that they go through.
            batch.Clear();
            if (!plan.Kind.HasStack) { node.Raise(batch); }
            space.Routes.Send(batch);
        }

        // A guest finds its interfaces when it boots.
        if (!node.TakesTaps) { await node.StartAsync(cancellation).ConfigureAwait(false); }
    }

    /// <summary>Boots nodes whose kernel finds its interfaces only then.</summary>
    /// <exception cref="WeirException">It does not come up.</exception>
    internal async Task StartGuestAsync(string name, CancellationToken cancellation)
    {
        if (Node(name) is { TakesTaps: true } node) { await node.StartAsync(cancellation).ConfigureAwait(false); }
    }

    /// <summary>Takes a node out whose links are gone.</summary>
    /// <exception cref="WeirException">The machine refuses.</exception>
    internal async Task RemoveNodeAsync(string name)
    {
        LabNode node = Node(name);
        lock (Standing)
        {
            _nodes = _nodes.Remove(name);
            _ordered = _ordered.Remove(node);
        }

        if (node.Network is { } space && !ReferenceEquals(space, Core)) { _nextIndex.Remove(space); }
        await node.DisposeAsync().ConfigureAwait(false);
        var batch = new RouteBatch();
        node.Remove(batch);
        Core.Routes.Send(batch);
    }

    /// <summary>Makes a link, sets its ends up, adds the routes that go through them, and waits until it carries frames.</summary>
    /// <exception cref="WeirException">The machine refuses, or lacks the back end.</exception>
    internal async Task AddLinkAsync(LinkPlan plan, CancellationToken cancellation)
    {
        var batch = new RouteBatch();
        LabLink link = Connect(plan, batch);
        _links = _links.Add(link);
        _interfaces = _interfaces.SetItem(plan.A.FullName, link.A).SetItem(plan.B.FullName, link.B);
        Core.Routes.Send(batch);
        Send(batchOf =>
        {
            foreach (LabInterface one in Ends(link)) { Configure(one, batchOf(one.Network)); }
            link.Configure(batchOf);
        });
        SetOffloads(link);
        Send(batchOf =>
        {
            foreach (LabInterface one in Ends(link)) { batchOf(one.Network).ChangeLink(new LinkRequest { Index = one.Index, Up = true }); }
        });
        Send(batchOf =>
        {
            foreach (LabInterface one in Ends(link)) { one.Node.ChangeRoutes(batchOf(one.Network), [], RoutesThrough(one)); }
        });
        link.Start();
        await LinkReadiness.WaitAsync(Ends(link).Select(one => one.Network).Distinct(), Surroundings.Time, cancellation).ConfigureAwait(false);
        foreach (LabInterface one in Ends(link)) { await one.Node.JoinAsync(one.Plan, cancellation).ConfigureAwait(false); }
    }

    /// <summary>Takes a link and its interfaces away; the kernel forgets the routes through them.</summary>
    /// <exception cref="WeirException">The machine refuses.</exception>
    internal async Task RemoveLinkAsync(string name)
    {
        LabLink link = _links.First(one => one.Plan.Name == name);
        lock (Standing)
        {
            _links = _links.Remove(link);
            _interfaces = _interfaces.Remove(link.A.Plan.FullName).Remove(link.B.Plan.FullName);
        }

        await link.DisposeAsync().ConfigureAwait(false);
        link.Remove();
        foreach (LabInterface one in Ends(link)) { await one.Node.LeaveAsync(one.Plan).ConfigureAwait(false); }
    }

    /// <summary>Changes the routes of a node from what stands to those of the plan, but for those through links that are made or taken away, which come and go with them.</summary>
    /// <exception cref="WeirException">The machine refuses.</exception>
    internal void ChangeRoutes(string name, IReadOnlyList<RoutePlan> gone, IReadOnlyList<RoutePlan> come)
    {
        LabNode node = Node(name);
        var batch = new RouteBatch();
        node.ChangeRoutes(batch, gone, come);
        node.Network!.Routes.Send(batch);
    }

    /// <summary>Writes the names of all nodes into every hosts file anew.</summary>
    /// <exception cref="WeirException">The machine refuses.</exception>
    internal void RewriteHosts()
    {
        foreach (LabNode node in _ordered) { node.RewriteHosts(); }
    }

    private static LabInterface[] Ends(LabLink link) => [link.A, link.B];

    private List<RoutePlan> RoutesThrough(LabInterface one) => [.. (Plan.Node(one.Plan.Node)?.Routes ?? []).Where(route => route.Interface == one.Plan.Name)];
}
