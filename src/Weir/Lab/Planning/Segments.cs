using Weir.Declaration;

namespace Weir.Lab.Planning;

/// <summary>Finds the segments: switches that are linked with each other and all that is linked to them, and each link between two nodes that are no switches.</summary>
internal static class Segments
{
    /// <summary>The segments in the order of their first link. Sets the segment of each link; notes loops of bridges that would never stop forwarding.</summary>
    public static List<SegmentDraft> Find(IReadOnlyList<NodeDraft> nodes, IReadOnlyList<LinkDraft> links, Continuation earlier, MistakeList mistakes)
    {
        var parent = new Dictionary<NodeDraft, NodeDraft>(ReferenceEqualityComparer.Instance);
        foreach (NodeDraft node in nodes) { parent[node] = node; }
        foreach (LinkDraft link in links)
        {
            if (!link.A.Node.Kind.Switches || !link.B.Node.Kind.Switches) { continue; }
            NodeDraft a = Root(parent, link.A.Node);
            NodeDraft b = Root(parent, link.B.Node);
            if (!ReferenceEquals(a, b)) { parent[a] = b; }
            else if (IsOpen(link.A.Node) && IsOpen(link.B.Node))
            {
                mistakes.Add(link.Place, $"the link '{link.Name}' closes a loop of bridges, in which broadcasts circle for ever", link.A.Node.Kind.InMemory ? "remove a link of the loop, or use kind: memory-router" : $"write stp: true at '{link.A.Node.Name}' and the other bridges of the loop, or use kind: router");
            }
        }

        var segments = new List<SegmentDraft>();
        var switched = new Dictionary<NodeDraft, int>(ReferenceEqualityComparer.Instance);
        foreach (LinkDraft link in links)
        {
            NodeDraft? bridge = link.A.Node.Kind.Switches ? link.A.Node : link.B.Node.Kind.Switches ? link.B.Node : null;
            int index;
            if (bridge is null)
            {
                index = segments.Count;
                segments.Add(Addressing.Line(earlier.NumberOfLine(link.Name)));
            }
            else if (!switched.TryGetValue(Root(parent, bridge), out index))
            {
                index = segments.Count;
                switched[Root(parent, bridge)] = index;
                segments.Add(Addressing.Switched(earlier.NumberOfSwitches([.. nodes.Where(node => node.Kind.Switches && ReferenceEquals(Root(parent, node), Root(parent, bridge))).Select(node => node.Name)])));
            }

            link.Segment = index;
            foreach (EndDraft end in (EndDraft[])[link.A, link.B])
            {
                if (end.Node.Kind.Switches) { continue; }
                segments[index].Members.Add(end);
            }
        }

        foreach (NodeDraft node in nodes)
        {
            if (node.Kind.Switches && switched.TryGetValue(Root(parent, node), out int index)) { segments[index].Switches.Add(node.Name); }
        }

        return segments;
    }

    /// <summary>True for a bridge that knows the spanning tree protocol and does not run it, or does not know it.</summary>
    private static bool IsOpen(NodeDraft node) => node.Kind.InMemory || node.Own.Form.IndexOf("stp") >= 0 && !node.Own.Flag("stp");

    private static NodeDraft Root(Dictionary<NodeDraft, NodeDraft> parent, NodeDraft node)
    {
        while (!ReferenceEquals(parent[node], node))
        {
            parent[node] = parent[parent[node]];
            node = parent[node];
        }

        return node;
    }
}
