using Weir.Fabric;
using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Lab.Building;

/// <summary>A link that the engine carries. <c>left</c> are the interfaces of the lab's own namespace that outlive the engine's taps.</summary>
internal sealed class ShapedLink(LinkPlan plan, LabInterface a, LabInterface b, LinkEngine engine, EngineLink link, NetworkNamespace core, IReadOnlyList<int> left) : LabLink(plan, a, b)
{
    /// <inheritdoc/>
    public override void Change(Impairments aToB, Impairments bToA)
    {
        engine.Change(link, LinkSide.First, _ => aToB);
        AtoB = aToB;
        engine.Change(link, LinkSide.Second, _ => bToA);
        BtoA = bToA;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LinkMeasurement> Measure() =>
        [LinkMeasurement.Of(engine.Read(link, LinkSide.First), A.Plan.Node, B.Plan.Node), LinkMeasurement.Of(engine.Read(link, LinkSide.Second), B.Plan.Node, A.Plan.Node)];

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        engine.Remove(link);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Remove()
    {
        // The taps went with their descriptors; bridges that joined them with those of guests are left.
        foreach (int index in left)
        {
            var batch = new RouteBatch();
            batch.DeleteLink(index);
            core.Routes.Send(batch);
        }
    }
}
