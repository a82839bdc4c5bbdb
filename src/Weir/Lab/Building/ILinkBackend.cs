using Weir.Lab.Plan;
using Weir.Wire.Netlink;

namespace Weir.Lab.Building;

/// <summary>One way to carry and shape the frames of a link.</summary>
public interface ILinkBackend
{
    /// <summary>The name that the plan knows it by.</summary>
    LinkBackend Backend { get; }

    /// <summary>Adds to <paramref name="batch"/>, which is sent in the lab's own namespace, what makes both ends; or makes them at once where that cannot wait. The ends are down afterwards.</summary>
    /// <exception cref="WeirException">The machine refuses, or lacks the back end.</exception>
    LabLink Connect(LinkPlan plan, LabInterface a, LabInterface b, LabNetwork network, RouteBatch batch);
}
