using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Lab.Building;

/// <summary>
/// Links as veth pairs: one request makes both ends, each in its namespace, with its name, number, MAC address and MTU, and puts one on its bridge. An end that another kernel reads is a tap instead; where both
/// ends are no ports of a bridge and one is a tap, a small bridge of its own joins them.
/// </summary>
public sealed class KernelBackend : ILinkBackend
{
    /// <inheritdoc/>
    public LinkBackend Backend => LinkBackend.Kernel;

    /// <inheritdoc/>
    public LabLink Connect(LinkPlan plan, LabInterface a, LabInterface b, LabNetwork network, RouteBatch batch)
    {
        if (a.Node.TakesTaps || b.Node.TakesTaps) { ConnectTaps(plan, a, b, network, batch); }
        else
        {
            // The end that goes to a bridge leads the request: only the leading end can be given a master in it.
            (LabInterface first, LabInterface second) = a.Node.Master is not null ? (a, b) : (b, a);
            batch.CreateLink(Request(first, network) with { Kind = "veth", Master = first.Node.Master, Peer = Request(second, network) });
            if (second.Node.Master is { } master) { batch.ChangeLink(new LinkRequest { Index = second.Index, Master = master }); }
        }

        return new KernelLink(plan, a, b);
    }

    private static void ConnectTaps(LinkPlan plan, LabInterface a, LabInterface b, LabNetwork network, RouteBatch batch)
    {
        if ((a.Node.Master ?? b.Node.Master) is { } bridge)
        {
            LabInterface tap = a.Node.TakesTaps ? a : b;
            LabInterface port = a.Node.TakesTaps ? b : a;
            MakeTap(tap, network);
            batch.ChangeLink(new LinkRequest { Index = tap.Index, Master = bridge, Mtu = tap.Plan.Mtu });
            // The tap is the port: one device with the names of both ends.
            port.Index = tap.Index;
            port.Name = tap.Name;
            return;
        }

        int joint = network.NextIndex(network.Core);
        string name = KernelNames.Of($"j-{plan.A.FullName}");
        batch.CreateLink(new LinkRequest { Kind = "bridge", Name = name, Index = joint, Bridge = new BridgeOptions { MulticastSnooping = false } });
        foreach (LabInterface end in (LabInterface[])[a, b])
        {
            if (end.Node.TakesTaps)
            {
                MakeTap(end, network);
                batch.ChangeLink(new LinkRequest { Index = end.Index, Master = joint, Mtu = end.Plan.Mtu });
            }
            else
            {
                int outer = network.NextIndex(network.Core);
                batch.CreateLink(new LinkRequest { Kind = "veth", Name = KernelNames.Of($"j-{end.Plan.FullName}"), Index = outer, Master = joint, Mtu = end.Plan.Mtu, Up = true, Peer = Request(end, network) });
            }
        }

        batch.ChangeLink(new LinkRequest { Index = joint, LinkLocalAddress = false });
        batch.ChangeLink(new LinkRequest { Index = joint, Up = true });
    }

    // Taps are made at once, by another call than netlink's; their number is the kernel's.
    private static void MakeTap(LabInterface end, LabNetwork network)
    {
        network.Core.Run(() => TapDescriptor.CreatePersistent(end.Name));
        LinkInfo made = network.Core.Routes.Links().First(link => link.Name == end.Name);
        end.Index = made.Index;
    }

    private static LinkRequest Request(LabInterface end, LabNetwork network) => new()
    {
        Name = end.Name,
        Index = end.Index,
        Mac = new Wire.Frames.MacAddress(end.Plan.Mac.Value),
        Mtu = end.Plan.Mtu,
        NamespaceFd = ReferenceEquals(end.Network, network.Core) ? null : end.Network.Descriptor,
    };
}
