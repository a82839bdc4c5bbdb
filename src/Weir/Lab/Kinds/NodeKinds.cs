using Weir.Declaration;

namespace Weir.Lab.Kinds;

/// <summary>The kinds of nodes that any Linux kernel offers.</summary>
public static class NodeKinds
{
    /// <summary>Ends of conversations: a network stack of its own.</summary>
    public static INodeKind Host { get; } = new NodeKind(new KindForm("host", "A machine with a network stack of its own, in which programs run", []), HasStack: true);

    /// <summary>A host that forwards.</summary>
    public static INodeKind Router { get; } = new NodeKind(new KindForm("router", "A host that forwards packets between its segments, with static routes to all of them", []), Forwards: true, HasStack: true);

    /// <summary>An Ethernet switch.</summary>
    public static INodeKind Bridge { get; } = new NodeKind(new KindForm("bridge", "An Ethernet switch that learns addresses: the kernel's bridge",
    [
        new("stp", new FlagForm(), "Whether it runs the spanning tree protocol, which a loop of bridges needs") { Default = "false" },
        new("ageing", new DurationForm(), "How long a learned address is kept") { Default = "300 s" },
    ]), Switches: true);

    /// <summary>All of them, the default first.</summary>
    public static IReadOnlyList<INodeKind> All { get; } = [Host, Router, Bridge];

    private sealed record NodeKind(KindForm Form, bool Switches = false, bool Forwards = false, bool HasStack = false) : INodeKind;
}
