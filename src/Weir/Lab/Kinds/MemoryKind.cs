using Weir.Declaration;
using Weir.Lab.Building;
using Weir.Lab.Plan;

namespace Weir.Lab.Kinds;

/// <summary>A host without a kernel: a network stack in the run's own process.</summary>
public sealed class MemoryKind : ILabNodeKind
{
    /// <inheritdoc/>
    public KindForm Form { get; } = new("memory", "A host in memory: no kernel object and no rights are needed, and the lab has a clock of its own, so that runs repeat exactly", []);

    /// <inheritdoc/>
    public bool Switches => false;

    /// <inheritdoc/>
    public bool Forwards => false;

    /// <inheritdoc/>
    public bool HasStack => true;

    /// <inheritdoc/>
    public bool InMemory => true;

    /// <inheritdoc/>
    public LabNode Prepare(NodePlan plan, LabNetwork network) => new MemoryHostNode(plan, network, forwards: false);
}
