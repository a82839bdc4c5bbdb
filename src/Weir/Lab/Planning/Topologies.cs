using System.Globalization;
using Weir.Declaration;

namespace Weir.Lab.Planning;

/// <summary>Makes the nodes and links of a generator of <see cref="TopologyForms"/>.</summary>
internal sealed class Topologies(Func<string, string, NodeDraft?> node, Action<NodeDraft, NodeDraft> link, MistakeList mistakes)
{
    private int _hosts;
    private int _switches;

    /// <summary>Makes what the settings ask for.</summary>
    public void Generate(Settings settings)
    {
        int Number(string key) => (int)settings.Integer(key);
        switch (settings.Form.Name)
        {
            case "single":
                AddHosts(Node("bridge", "s", 1), Number("hosts"));
                break;
            case "linear":
                Linear(Number("switches"), Number("hosts"));
                break;
            case "tree":
                if (Math.Pow(Number("fanout"), Number("depth")) > 20_000) { mistakes.Add(settings.Place, "the tree has more than 20000 hosts", "use a smaller depth or fanout"); }
                else { Tree(Number("depth"), Number("fanout")); }
                break;
            case "ring":
                NodeDraft?[] ring = Routers(Number("routers"));
                for (int i = 0; i < ring.Length; i++) { Join(ring[i], ring[(i + 1) % ring.Length]); }
                break;
            case "star":
                AddHosts(Node("router", "r", 1), Number("hosts"));
                break;
            case "mesh":
                NodeDraft?[] mesh = Routers(Number("routers"));
                for (int i = 0; i < mesh.Length; i++)
                {
                    for (int j = i + 1; j < mesh.Length; j++) { Join(mesh[i], mesh[j]); }
                }

                break;
            case "fat-tree":
                if (Number("ports") % 2 != 0) { mistakes.Add(settings.PlaceOf("ports"), "the routers of a fat tree have an even number of ports", $"write {Number("ports") + 1}"); }
                else { FatTree(Number("ports")); }
                break;
        }
    }

    private void Linear(int switches, int hosts)
    {
        NodeDraft? before = null;
        for (int i = 1; i <= switches; i++)
        {
            NodeDraft? one = Node("bridge", "s", i);
            if (i > 1) { Join(before, one); }
            AddHosts(one, hosts);
            before = one;
        }
    }

    private NodeDraft? Tree(int depth, int fanout)
    {
        NodeDraft? top = Node("bridge", "s", ++_switches);
        if (depth == 1)
        {
            AddHosts(top, fanout);
            return top;
        }

        for (int i = 0; i < fanout; i++) { Join(top, Tree(depth - 1, fanout)); }
        return top;
    }

    private void FatTree(int ports)
    {
        int half = ports / 2;
        NodeDraft?[] core = [.. Enumerable.Range(1, half * half).Select(i => Node("router", "core", i))];
        for (int pod = 0; pod < ports; pod++)
        {
            NodeDraft?[] aggregation = [.. Enumerable.Range(1, half).Select(i => Node("router", "agg", (pod * half) + i))];
            for (int i = 0; i < half; i++)
            {
                for (int j = 0; j < half; j++) { Join(core[(i * half) + j], aggregation[i]); }
            }

            for (int i = 1; i <= half; i++)
            {
                NodeDraft? edge = Node("router", "edge", (pod * half) + i);
                foreach (NodeDraft? one in aggregation) { Join(one, edge); }
                AddHosts(edge, half);
            }
        }
    }

    private NodeDraft?[] Routers(int count)
    {
        var routers = new NodeDraft?[count];
        for (int i = 0; i < count; i++)
        {
            routers[i] = Node("router", "r", i + 1);
            AddHosts(routers[i], 1);
        }

        return routers;
    }

    private void AddHosts(NodeDraft? at, int count)
    {
        for (int i = 0; i < count; i++) { Join(Node("host", "h", ++_hosts), at); }
    }

    private NodeDraft? Node(string kind, string letter, int number) => node(kind, letter + number.ToString(CultureInfo.InvariantCulture));

    private void Join(NodeDraft? a, NodeDraft? b)
    {
        if (a is not null && b is not null) { link(a, b); }
    }
}
