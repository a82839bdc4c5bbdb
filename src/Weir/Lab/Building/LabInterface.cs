using Weir.Lab.Plan;
using Weir.Memory;
using Weir.Platform;

namespace Weir.Lab.Building;

/// <summary>An interface of a lab while it stands.</summary>
public sealed class LabInterface
{
    private readonly NetworkNamespace? _network;

    /// <summary>An interface that is about to be made.</summary>
    internal LabInterface(InterfacePlan plan, LabNode node, LabNetwork lab)
    {
        Plan = plan;
        Node = node;
        _network = node.Network;
        Name = node.NameOf(plan);
        if (node is MemoryNode) { Memory = new MemoryInterface(lab.Loop, plan.Node, plan.Name, new Wire.Frames.MacAddress(plan.Mac.Value), plan.Mtu); }
        else { Index = lab.NextIndex(Network); }
        Mark = lab.Surroundings.Mark;
    }

    /// <summary>What was planned.</summary>
    public InterfacePlan Plan { get; internal set; }

    /// <summary>The node.</summary>
    public LabNode Node { get; }

    /// <summary>The namespace that it is in.</summary>
    /// <exception cref="WeirException">It is in none: its node is in memory.</exception>
    public NetworkNamespace Network => _network ?? throw new WeirException($"node {Node.Plan.Name} has no interfaces of this kernel, and so no namespace for {Plan.FullName}", 4);

    /// <summary>The interface itself, of a node in memory; null for one of the kernel.</summary>
    internal MemoryInterface? Memory { get; }

    /// <summary>Its name there.</summary>
    public string Name { get; internal set; }

    /// <summary>Its number there.</summary>
    public int Index { get; internal set; }

    private string Mark { get; }

    /// <summary>Its other names: the run's mark with the full name, and the full name where the kernel's own is another.</summary>
    internal IReadOnlyList<string> OtherNames()
    {
        string marked = $"{Mark}:{Plan.FullName}";
        return Name == Plan.FullName ? [marked] : [marked, Plan.FullName];
    }
}
