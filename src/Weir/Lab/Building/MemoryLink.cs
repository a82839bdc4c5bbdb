using Weir.Fabric;
using Weir.Lab.Plan;
using Weir.Memory;

namespace Weir.Lab.Building;

/// <summary>A link between two nodes in memory.</summary>
internal sealed class MemoryLink(LinkPlan plan, LabInterface a, LabInterface b, MemoryLoop loop, EngineLink link) : LabLink(plan, a, b)
{
    /// <inheritdoc/>
    public override void Change(Impairments aToB, Impairments bToA)
    {
        loop.Pump.Change(link.Forward, _ => MemoryBackend.Carried(aToB));
        AtoB = aToB;
        loop.Pump.Change(link.Backward, _ => MemoryBackend.Carried(bToA));
        BtoA = bToA;
        SetCarrier();
    }

    /// <summary>Both ends see at once whether anything can pass, as with a cable that is pulled.</summary>
    public void SetCarrier()
    {
        foreach (LabInterface end in (LabInterface[])[A, B]) { end.Memory!.HasCarrier = AtoB.Up || BtoA.Up; }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LinkMeasurement> Measure() =>
        [LinkMeasurement.Of(link.Forward.Direction.Read(), A.Plan.Node, B.Plan.Node), LinkMeasurement.Of(link.Backward.Direction.Read(), B.Plan.Node, A.Plan.Node)];

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        loop.Pump.Remove(link);
        return ValueTask.CompletedTask;
    }
}
