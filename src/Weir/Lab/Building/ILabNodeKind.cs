using Weir.Declaration;
using Weir.Lab.Plan;

namespace Weir.Lab.Building;

/// <summary>A kind of node that a lab can build.</summary>
public interface ILabNodeKind : INodeKind
{
    /// <summary>True when its nodes take a namespace of their own with <see cref="LabNetwork.TakeNamespace"/>: those of all nodes are made at once.</summary>
    bool OwnsNamespace => false;

    /// <summary>Makes the node's place in the network, without its interfaces. Called for each node in the plan's order, before any link is made.</summary>
    /// <exception cref="WeirException">The machine lacks what the node needs, or refuses.</exception>
    LabNode Prepare(NodePlan plan, LabNetwork network);
}
