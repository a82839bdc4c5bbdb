using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Programs;

namespace Weir.Lab.Building;

/// <summary>A node in memory while it stands: no namespace, no process.</summary>
internal abstract class MemoryNode(NodePlan plan) : LabNode(plan)
{
    /// <inheritdoc/>
    public override NetworkNamespace? Network => null;

    /// <summary>Null: what runs here is no process. A run starts the programs of its own that work in memory.</summary>
    public override IProgramHost? Programs => null;

    /// <inheritdoc/>
    public override string NameOf(InterfacePlan one) => one.Name;

    /// <summary>Takes the node's interfaces, which are there and down, with all that its plan says of them.</summary>
    public abstract void Join(LabNetwork network);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
