using Weir.Declaration;
using Weir.Lab.Building;
using Weir.Lab.Plan;

namespace Weir.Lab.Kinds;

/// <summary>An Ethernet switch in memory.</summary>
public sealed class MemoryBridgeKind : ILabNodeKind
{
    /// <inheritdoc/>
    public KindForm Form { get; } = new("memory-bridge", "An Ethernet switch in memory, which learns addresses; it knows no spanning tree", [new("ageing", new DurationForm(), "How long a learned address is kept") { Default = "300 s" }]);

    /// <inheritdoc/>
    public bool Switches => true;

    /// <inheritdoc/>
    public bool Forwards => false;

    /// <inheritdoc/>
    public bool HasStack => false;

    /// <inheritdoc/>
    public bool InMemory => true;

    /// <inheritdoc/>
    public LabNode Prepare(NodePlan plan, LabNetwork network) => new MemoryBridgeNode(plan, network);
}
