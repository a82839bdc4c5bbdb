using Weir.Declaration;
using Weir.Lab.Building;
using Weir.Lab.Plan;

namespace Weir.Lab.Kinds;

/// <summary>Ends of conversations: a network stack of its own.</summary>
public sealed class HostKind : ILabNodeKind
{
    /// <inheritdoc/>
    public KindForm Form { get; } = new("host", "A machine with a network stack of its own, in which programs run", []);

    /// <inheritdoc/>
    public bool Switches => false;

    /// <inheritdoc/>
    public bool Forwards => false;

    /// <inheritdoc/>
    public bool HasStack => true;

    /// <inheritdoc/>
    public bool OwnsNamespace => true;

    /// <inheritdoc/>
    public LabNode Prepare(NodePlan plan, LabNetwork network) => new HostNode(plan, network, forwards: false);
}
