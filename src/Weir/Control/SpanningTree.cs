namespace Weir.Control;

/// <summary>Chooses links between switches that join all of them without a loop: from the switch with the smallest number outwards, nearest first, smaller numbers first.</summary>
internal static class SpanningTree
{
    /// <summary>The ports whose links are in the tree, of both ends. What depends on the links alone is the same however they were found.</summary>
    public static HashSet<SwitchPort> Of(IReadOnlyCollection<(SwitchPort One, SwitchPort Other)> links)
    {
        var neighbours = new SortedDictionary<ulong, List<(SwitchPort From, SwitchPort To)>>();
        foreach ((SwitchPort one, SwitchPort other) in links)
        {
            Add(neighbours, one, other);
            Add(neighbours, other, one);
        }

        HashSet<SwitchPort> tree = [];
        HashSet<ulong> reached = [];
        foreach (ulong root in neighbours.Keys)
        {
            if (!reached.Add(root)) { continue; }
            Queue<ulong> next = new([root]);
            while (next.TryDequeue(out ulong datapath))
            {
                foreach ((SwitchPort from, SwitchPort to) in neighbours[datapath].OrderBy(link => link.To).ThenBy(link => link.From))
                {
                    if (!reached.Add(to.Datapath)) { continue; }
                    tree.Add(from);
                    tree.Add(to);
                    next.Enqueue(to.Datapath);
                }
            }
        }

        return tree;
    }

    private static void Add(SortedDictionary<ulong, List<(SwitchPort From, SwitchPort To)>> neighbours, SwitchPort from, SwitchPort to)
    {
        if (!neighbours.TryGetValue(from.Datapath, out List<(SwitchPort From, SwitchPort To)>? list)) { neighbours[from.Datapath] = list = []; }
        list.Add((from, to));
    }
}
