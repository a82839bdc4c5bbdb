using System.Net;
using Weir.Declaration;
using Weir.Lab.Plan;

namespace Weir.Lab.Planning;

/// <summary>Finds the routes: a router has one to every segment, over the fewest other routers; a host has its way out over the first router of the first of its segments that has one. A node that says routes has only those.</summary>
internal static class Routing
{
    private static readonly IpPrefix s_default4 = new(IPAddress.Any, 0);
    private static readonly IpPrefix s_default6 = new(IPAddress.IPv6Any, 0);

    /// <summary>The routes of each node, in the order of the nodes.</summary>
    public static List<RoutePlan>[] Find(IReadOnlyList<NodeDraft> nodes, IReadOnlyList<SegmentDraft> segments, FormReader reader)
    {
        // The ends of routers in each segment, in the order of its members.
        var gates = new List<EndDraft>[segments.Count];
        for (int i = 0; i < gates.Length; i++) { gates[i] = segments[i].Members.FindAll(m => m.Node.Kind.Forwards); }
        var routes = new List<RoutePlan>[nodes.Count];
        for (int i = 0; i < routes.Length; i++)
        {
            NodeDraft node = nodes[i];
            routes[i] = node.Common.Has("routes") ? Said(node, segments, reader) : node.Kind.Forwards ? OfRouter(node, segments, gates) : node.Kind.HasStack ? OfHost(node, gates) : [];
        }

        return routes;
    }

    private static List<RoutePlan> OfHost(NodeDraft node, List<EndDraft>[] gates)
    {
        foreach (EndDraft own in node.Ends)
        {
            if (gates[own.Link.Segment] is not [var gate, ..]) { continue; }
            var routes = new List<RoutePlan>(2);
            Add(routes, s_default4, own, gate);
            Add(routes, s_default6, own, gate);
            return routes;
        }

        return [];
    }

    private static List<RoutePlan> OfRouter(NodeDraft node, IReadOnlyList<SegmentDraft> segments, List<EndDraft>[] gates)
    {
        var routes = new List<RoutePlan>();
        var seen = new bool[segments.Count];
        var visited = new HashSet<NodeDraft>(ReferenceEqualityComparer.Instance) { node };
        // Each router that is reached, with the first step that leads there.
        var queue = new Queue<(NodeDraft Router, EndDraft? Own, EndDraft? Gate)>();
        queue.Enqueue((node, null, null));
        foreach (EndDraft end in node.Ends) { seen[end.Link.Segment] = true; }
        while (queue.TryDequeue(out (NodeDraft Router, EndDraft? Own, EndDraft? Gate) at))
        {
            foreach (EndDraft end in at.Router.Ends)
            {
                int segment = end.Link.Segment;
                if (!seen[segment])
                {
                    seen[segment] = true;
                    foreach (IpPrefix network in segments[segment].Networks) { Add(routes, network, at.Own!, at.Gate!); }
                }

                foreach (EndDraft next in gates[segment])
                {
                    if (visited.Add(next.Node)) { queue.Enqueue((next.Node, at.Own ?? end, at.Gate ?? next)); }
                }
            }
        }

        return routes;
    }

    private static List<RoutePlan> Said(NodeDraft node, IReadOnlyList<SegmentDraft> segments, FormReader reader)
    {
        var routes = new List<RoutePlan>();
        foreach (Settings said in node.Common.Maps("routes"))
        {
            if (said.ValueOrNull("to") is not { } to || said.ValueOrNull("via") is not { } via) { continue; }
            IpPrefix[] networks = to is IpPrefix one ? [one] : [s_default4, s_default6];
            int before = routes.Count;
            foreach (IpPrefix network in networks)
            {
                foreach (EndDraft own in node.Ends)
                {
                    IPAddress? gate = via is IPAddress address ? address : segments[own.Link.Segment].Members.Where(m => m.Node.Name == (string)via).SelectMany(m => m.Addresses).FirstOrDefault(a => a.IsV6 == network.IsV6).Address;
                    if (gate is null || !own.Addresses.Any(a => a.IsV6 == network.IsV6 && a.Contains(gate))) { continue; }
                    routes.Add(new RoutePlan(network, gate, own.Name));
                    break;
                }
            }

            if (routes.Count == before) { reader.Mistakes.Add(said.PlaceOf("via"), $"'{node.Name}' has no interface in a network with '{via}'", "the next router must be in one of the node's own segments, with an address of the same family"); }
        }

        return routes;
    }

    /// <summary>Adds a route when the own interface and the next router have addresses of one network of its family.</summary>
    private static void Add(List<RoutePlan> routes, IpPrefix to, EndDraft own, EndDraft gate)
    {
        foreach (IpPrefix there in gate.Addresses)
        {
            if (there.IsV6 != to.IsV6 || !own.Addresses.Any(a => a.Contains(there.Address))) { continue; }
            routes.Add(new RoutePlan(to, there.Address, own.Name));
            return;
        }
    }
}
