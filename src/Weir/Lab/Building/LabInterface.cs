using Weir.Lab.Plan;
using Weir.Platform;

namespace Weir.Lab.Building;

/// <summary>An interface of a lab while it stands.</summary>
public sealed class LabInterface
{
    /// <summary>An interface that is about to be made.</summary>
    internal LabInterface(InterfacePlan plan, LabNode node, LabNetwork lab)
    {
        Plan = plan;
        Node = node;
        Network = node.Network ?? throw new WeirException($"node {node.Plan.Name} has no interfaces of this kernel, so {plan.FullName} cannot be linked", 4);
        Name = node.NameOf(plan);
        Index = lab.NextIndex(Network);
        Mark = lab.Surroundings.Mark;
    }

    /// <summary>What was planned.</summary>
    public InterfacePlan Plan { get; internal set; }

    /// <summary>The node.</summary>
    public LabNode Node { get; }

    /// <summary>The namespace that it is in.</summary>
    public NetworkNamespace Network { get; }

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
