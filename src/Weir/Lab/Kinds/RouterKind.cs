using Weir.Declaration;
using Weir.Lab.Building;
using Weir.Lab.Plan;

namespace Weir.Lab.Kinds;

/// <summary>A host that forwards.</summary>
public sealed class RouterKind : ILabNodeKind
{
    /// <inheritdoc/>
    public KindForm Form { get; } = new("router", "A host that forwards packets between its segments, with static routes to all of them", []);

    /// <inheritdoc/>
    public bool Switches => false;

    /// <inheritdoc/>
    public bool Forwards => true;

    /// <inheritdoc/>
    public bool HasStack => true;

    /// <inheritdoc/>
    public bool OwnsNamespace => true;

    /// <inheritdoc/>
    public LabNode Prepare(NodePlan plan, LabNetwork network) => new HostNode(plan, network, forwards: true);
}
