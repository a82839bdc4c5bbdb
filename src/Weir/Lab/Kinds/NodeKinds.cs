using Weir.Declaration;

namespace Weir.Lab.Kinds;

/// <summary>The kinds of nodes that any Linux kernel offers, and those that need none.</summary>
public static class NodeKinds
{
    /// <summary>All of them, the default first.</summary>
    public static IReadOnlyList<INodeKind> All { get; } = [new HostKind(), new RouterKind(), new BridgeKind(), new OvsKind(), new OpenFlowKind(), new UmlKind(), new MemoryKind(), new MemoryRouterKind(), new MemoryBridgeKind()];
}
