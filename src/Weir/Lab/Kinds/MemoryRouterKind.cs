using Weir.Declaration;
using Weir.Lab.Building;
using Weir.Lab.Plan;

namespace Weir.Lab.Kinds;

/// <summary>A host in memory that forwards.</summary>
public sealed class MemoryRouterKind : ILabNodeKind
{
    /// <inheritdoc/>
    public KindForm Form { get; } = new("memory-router", "A host in memory that forwards packets between its segments, with static routes to all of them", []);

    /// <inheritdoc/>
    public bool Switches => false;

    /// <inheritdoc/>
    public bool Forwards => true;

    /// <inheritdoc/>
    public bool HasStack => true;

    /// <inheritdoc/>
    public bool InMemory => true;

    /// <inheritdoc/>
    public LabNode Prepare(NodePlan plan, LabNetwork network) => new MemoryHostNode(plan, network, forwards: true);
}
