using Weir.Declaration;
using Weir.Lab.Building;
using Weir.Lab.Plan;

namespace Weir.Lab.Kinds;

/// <summary>An Ethernet switch: the kernel's bridge, in the lab's own namespace.</summary>
public sealed class BridgeKind : ILabNodeKind
{
    /// <inheritdoc/>
    public KindForm Form { get; } = new("bridge", "An Ethernet switch that learns addresses: the kernel's bridge",
    [
        new("stp", new FlagForm(), "Whether it runs the spanning tree protocol, which a loop of bridges needs") { Default = "false" },
        new("ageing", new DurationForm(), "How long a learned address is kept") { Default = "300 s" },
    ]);

    /// <inheritdoc/>
    public bool Switches => true;

    /// <inheritdoc/>
    public bool Forwards => false;

    /// <inheritdoc/>
    public bool HasStack => false;

    /// <inheritdoc/>
    public LabNode Prepare(NodePlan plan, LabNetwork network) => new BridgeNode(plan, network);
}
