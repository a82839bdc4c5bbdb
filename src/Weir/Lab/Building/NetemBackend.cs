using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Lab.Building;

/// <summary>Links that the kernel carries and its network emulator impairs, where the kernel has one.</summary>
public sealed class NetemBackend : ILinkBackend
{
    private const int Loopback = 1;
    private const int NoSuchEntry = 2;

    /// <inheritdoc/>
    public LinkBackend Backend => LinkBackend.Netem;

    /// <summary>Whether the kernel has the network emulator, tried in a namespace in which nothing else goes on.</summary>
    /// <exception cref="WeirException">The kernel refuses for another reason.</exception>
    public static bool IsThere(NetworkNamespace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        var batch = new RouteBatch();
        batch.SetQueue(new QueueDiscipline(Loopback, new NetworkEmulator()));
        IReadOnlyList<RouteFault> faults = space.Routes.TrySend(batch);
        if (faults.Count > 0) { return faults[0].Number == NoSuchEntry ? false : throw new WeirException(faults[0].ToString(), 4); }
        batch.Clear();
        batch.DeleteQueue(Loopback);
        space.Routes.Send(batch);
        return true;
    }

    /// <inheritdoc/>
    public LabLink Connect(LinkPlan plan, LabInterface a, LabInterface b, LabNetwork network, RouteBatch batch)
    {
        if (!network.HasEmulator) { throw new WeirException($"link {plan.Name}: this kernel lacks the network emulator (sch_netem), which 'backend: netem' asks for; leave 'backend' away, or write 'backend: engine', which needs nothing of the kernel", 3); }
        KernelCable cable = KernelCable.Lay(plan, a, b, network, batch, shaped: true);
        return new KernelLink(plan, cable, Shaper(cable.ToB, plan.B), Shaper(cable.ToA, plan.A));

        // Each direction has random choices of its own, which follow from the plan alone.
        EmulatorShaper? Shaper(ShapingPoint? point, InterfacePlan to) => point is null ? null : new EmulatorShaper(point, network.Surroundings.Time, EmulatorShaper.SeedOf(network.Plan.Seed, to.FullName));
    }
}
