using Weir.Lab.Building;
using Weir.Lab.Plan;
using Weir.Memory;

namespace Weir.Lab.Kinds;

/// <summary>A switch in memory while it stands.</summary>
internal sealed class MemoryBridgeNode(NodePlan plan, LabNetwork network) : MemoryNode(plan)
{
    private readonly LearningBridge _bridge = new(network.Loop, plan.Settings.Duration("ageing"));

    /// <inheritdoc/>
    public override void Join(LabNetwork network)
    {
        foreach (InterfacePlan one in Plan.Interfaces)
        {
            if (network.Interface(one.FullName)?.Memory is { } made) { _bridge.Add(made); }
        }
    }
}
