using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Lab.Building;

/// <summary>A link made of a veth pair, unshaped.</summary>
internal sealed class KernelLink(LinkPlan plan, LabInterface a, LabInterface b) : LabLink(plan, a, b)
{
    /// <inheritdoc/>
    public override void Change(Impairments aToB, Impairments bToA)
    {
        if (aToB != bToA || aToB with { Up = true } != Impairments.None)
        {
            throw new WeirException($"link {Plan.Name} is carried by the kernel alone and cannot be shaped while it runs: write 'backend: engine' at it", 3);
        }

        // A veth pair has its carrier only while both ends are up, so one end is enough, and the other keeps its routes and addresses.
        if (aToB.Up != AtoB.Up) { Set(A, aToB.Up); }
        AtoB = aToB;
        BtoA = bToA;
    }

    private static void Set(LabInterface end, bool up)
    {
        var batch = new RouteBatch();
        batch.ChangeLink(new LinkRequest { Index = end.Index, Up = up });
        if (up) { end.Node.Raise(batch); }
        // The routes that the kernel kept are refused as being there already; only the first request must succeed.
        if (end.Network.Routes.TrySend(batch) is [{ Request: 0 } fault, ..]) { throw new WeirException(fault.ToString(), 4); }
    }
}
