using Weir.Lab.Building;
using Weir.Lab.Plan;
using Weir.Memory;

namespace Weir.Lab.Kinds;

/// <summary>A host or router in memory while it stands.</summary>
internal sealed class MemoryHostNode(NodePlan plan, LabNetwork network, bool forwards) : MemoryNode(plan)
{
    /// <summary>Its network stack.</summary>
    public MemoryHost Host { get; } = new(network.Loop, plan.Name, forwards);

    /// <inheritdoc/>
    public override void Join(LabNetwork network)
    {
        var byName = new Dictionary<string, MemoryInterface>(StringComparer.Ordinal);
        foreach (InterfacePlan one in Plan.Interfaces)
        {
            if (network.Interface(one.FullName)?.Memory is not { } made) { continue; }
            byName.Add(one.Name, made);
            Host.Add(made);
            foreach (IpPrefix address in one.Addresses) { Host.Add(new HostAddress(Addresses.ToWire(address.Address), address.Length, made)); }
        }

        foreach (RoutePlan route in Plan.Routes)
        {
            if (byName.TryGetValue(route.Interface, out MemoryInterface? made)) { Host.Add(new HostRoute(new AddressBlock(Addresses.ToWire(route.To.Network.Address), route.To.Length), Addresses.ToWire(route.Via), made)); }
        }
    }
}
