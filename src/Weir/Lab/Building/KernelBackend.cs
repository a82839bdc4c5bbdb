using Weir.Lab.Plan;
using Weir.Wire.Netlink;

namespace Weir.Lab.Building;

/// <summary>Links that the kernel carries, each direction limited by a token bucket where a rate is asked for.</summary>
public sealed class KernelBackend : ILinkBackend
{
    /// <inheritdoc/>
    public LinkBackend Backend => LinkBackend.Kernel;

    /// <inheritdoc/>
    public LabLink Connect(LinkPlan plan, LabInterface a, LabInterface b, LabNetwork network, RouteBatch batch)
    {
        bool shaped = plan.AtoB with { Up = true } != Impairments.None || plan.BtoA with { Up = true } != Impairments.None || plan.AtoB.Up != plan.BtoA.Up;
        KernelCable cable = KernelCable.Lay(plan, a, b, network, batch, shaped);
        return new KernelLink(plan, cable, Shaper(cable.ToB), Shaper(cable.ToA));

        BucketShaper? Shaper(ShapingPoint? point) => point is null ? null : new BucketShaper(point, network.Surroundings.Time);
    }
}
