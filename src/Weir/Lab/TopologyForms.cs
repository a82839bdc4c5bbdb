using Weir.Declaration;

namespace Weir.Lab;

/// <summary>The generators of <c>topology:</c>.</summary>
public static class TopologyForms
{
    private static readonly KeyForm s_link = new("link", new NestedForm(LinkForms.Link), "What each link says");

    private static KeyForm Number(string name, long least, long most, string summary, string? standard = null) => new(name, new IntegerForm(least, most), summary) { Required = standard is null, Default = standard };

    /// <summary>All generators, by their names.</summary>
    public static IReadOnlyList<KindForm> All { get; } =
    [
        new("single", "Hosts h1, h2 ... at one bridge s1", [Number("hosts", 1, 10_000, "Number of hosts"), s_link]) { Shorthand = "hosts" },
        new("linear", "A row of bridges s1, s2 ..., each with as many hosts", [Number("switches", 1, 1000, "Number of bridges"), Number("hosts", 0, 1000, "Number of hosts at each bridge", "1"), s_link]) { Shorthand = "switches" },
        new("tree", "A tree of bridges with hosts as its leaves", [Number("depth", 1, 12, "Levels of bridges"), Number("fanout", 1, 1000, "Branches of each bridge", "2"), s_link]) { Shorthand = "depth" },
        new("ring", "A ring of routers r1, r2 ..., each with one host", [Number("routers", 3, 1000, "Number of routers"), s_link]) { Shorthand = "routers" },
        new("star", "Hosts h1, h2 ... around one router r1, each in a segment of its own", [Number("hosts", 1, 1000, "Number of hosts"), s_link]) { Shorthand = "hosts" },
        new("mesh", "Routers r1, r2 ..., each linked with each, and with one host", [Number("routers", 2, 150, "Number of routers"), s_link]) { Shorthand = "routers" },
        new("fat-tree", "A fat tree of routers with K ports: (K/2)^2 core routers, K pods of K/2 aggregation and K/2 edge routers, K/2 hosts at each edge router", [Number("ports", 2, 24, "Ports of each router, an even number"), s_link]) { Shorthand = "ports" },
    ];
}
