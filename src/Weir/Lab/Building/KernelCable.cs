using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Lab.Building;

/// <summary>
/// The interfaces of a link that the kernel carries, and where each direction of it can be shaped. Two ends of this kernel are a veth pair. An end that another kernel reads is a tap: plugged into its bridge directly
/// where nothing is asked of the link, else joined with the other end by a small bridge of its own, so that each direction leaves by an interface that carries nothing else.
/// </summary>
internal sealed class KernelCable
{
    // What must be deleted to take the cable away while the lab stands.
    private readonly List<(NetworkNamespace Network, int Index)> _made = [];

    private KernelCable(LabInterface a, LabInterface b)
    {
        A = a;
        B = b;
    }

    /// <summary>The end that the file names first.</summary>
    public LabInterface A { get; }

    /// <summary>The other end.</summary>
    public LabInterface B { get; }

    /// <summary>Where frames to B leave; null where no interface carries them alone.</summary>
    public ShapingPoint? ToB { get; private set; }

    /// <summary>Where frames to A leave; null where no interface carries them alone.</summary>
    public ShapingPoint? ToA { get; private set; }

    /// <summary>Adds to <paramref name="batch"/>, which is sent in the lab's own namespace, what makes both ends, down; taps are made at once. <paramref name="shaped"/>: both directions must be shaped.</summary>
    public static KernelCable Lay(LinkPlan plan, LabInterface a, LabInterface b, LabNetwork network, RouteBatch batch, bool shaped)
    {
        var cable = new KernelCable(a, b);
        if (!a.Node.TakesTaps && !b.Node.TakesTaps) { cable.LayPair(network, batch); }
        else if (!shaped && (a.Node.Master ?? b.Node.Master) is { } bridge) { cable.PlugIn(bridge, network, batch); }
        else { cable.Join(plan, network, batch); }
        return cable;
    }

    /// <summary>Takes the interfaces away.</summary>
    public void Remove()
    {
        foreach ((NetworkNamespace network, int index) in _made)
        {
            var batch = new RouteBatch();
            batch.DeleteLink(index);
            network.Routes.Send(batch);
        }

        _made.Clear();
    }

    private void LayPair(LabNetwork network, RouteBatch batch)
    {
        // The end that goes to a bridge leads the request: only the leading end can be given a master in it.
        (LabInterface first, LabInterface second) = A.Node.Master is not null ? (A, B) : (B, A);
        batch.CreateLink(Request(first, network) with { Kind = "veth", Master = first.Node.Master, Peer = Request(second, network) });
        if (second.Node.Master is { } master) { batch.ChangeLink(new LinkRequest { Index = second.Index, Master = master }); }
        ToB = ShapingPoint.At(A.Network, A.Index, A.Plan.Mtu);
        ToA = ShapingPoint.At(B.Network, B.Index, B.Plan.Mtu);
        _made.Add((first.Network, first.Index));
    }

    private void PlugIn(int bridge, LabNetwork network, RouteBatch batch)
    {
        (LabInterface tap, LabInterface port) = A.Node.TakesTaps ? (A, B) : (B, A);
        MakeTap(tap, network);
        batch.ChangeLink(new LinkRequest { Index = tap.Index, Master = bridge, Mtu = tap.Plan.Mtu });
        // The tap is the port: one device with the names of both ends.
        port.Index = tap.Index;
        port.Name = tap.Name;
        var towards = ShapingPoint.At(network.Core, tap.Index, tap.Plan.Mtu);
        if (ReferenceEquals(tap, A)) { ToA = towards; }
        else { ToB = towards; }
    }

    private void Join(LinkPlan plan, LabNetwork network, RouteBatch batch)
    {
        int joint = network.NextIndex(network.Core);
        batch.CreateLink(new LinkRequest { Kind = "bridge", Name = KernelNames.Of($"j-{plan.A.FullName}"), Index = joint, Bridge = new BridgeOptions { MulticastSnooping = false } });
        ToA = JoinEnd(A, joint, network, batch);
        ToB = JoinEnd(B, joint, network, batch);
        batch.ChangeLink(new LinkRequest { Index = joint, LinkLocalAddress = false });
        batch.ChangeLink(new LinkRequest { Index = joint, Up = true });
        _made.Add((network.Core, joint));
    }

    private ShapingPoint JoinEnd(LabInterface end, int joint, LabNetwork network, RouteBatch batch)
    {
        if (end.Node.TakesTaps)
        {
            MakeTap(end, network);
            batch.ChangeLink(new LinkRequest { Index = end.Index, Master = joint, Mtu = end.Plan.Mtu });
            return ShapingPoint.At(network.Core, end.Index, end.Plan.Mtu);
        }

        int outer = network.NextIndex(network.Core);
        batch.CreateLink(new LinkRequest { Kind = "veth", Name = KernelNames.Of($"o-{end.Plan.FullName}"), Index = outer, Master = joint, Mtu = end.Plan.Mtu, Up = true, Peer = Request(end, network) });
        if (end.Node.Master is { } master) { batch.ChangeLink(new LinkRequest { Index = end.Index, Master = master }); }
        _made.Add((network.Core, outer));
        return ShapingPoint.At(network.Core, outer, end.Plan.Mtu);
    }

    // Taps are made at once, by another call than netlink's; their number is the kernel's.
    private void MakeTap(LabInterface end, LabNetwork network)
    {
        network.Core.Run(() => TapDescriptor.CreatePersistent(end.Name));
        end.Index = network.Core.Routes.Links().First(link => link.Name == end.Name).Index;
        _made.Add((network.Core, end.Index));
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
