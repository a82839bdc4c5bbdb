using Microsoft.Win32.SafeHandles;
using Weir.Fabric;
using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Lab.Building;

/// <summary>Links that Weir's own engine carries between two taps: every impairment, in each direction, changed while frames pass.</summary>
public sealed class EngineBackend : ILinkBackend
{
    /// <inheritdoc/>
    public LinkBackend Backend => LinkBackend.Engine;

    /// <inheritdoc/>
    public LabLink Connect(LinkPlan plan, LabInterface a, LabInterface b, LabNetwork network, RouteBatch batch)
    {
        var left = new List<int>();
        SafeFileHandle first = Open(a, network, batch, left);
        SafeFileHandle second;
        try
        {
            second = Open(b, network, batch, left);
        }
        catch
        {
            first.Dispose();
            throw;
        }

        LinkEngine engine = network.Engine;
        EngineLink link = engine.Add(plan.Name, new TapEnd(first, plan.Offloads), new TapEnd(second, plan.Offloads), plan.AtoB, plan.BtoA);
        return new ShapedLink(plan, a, b, engine, link, network.Core, left);
    }

    // The tap whose descriptor the engine gets is the node's interface; where another kernel reads the node's own tap, a small bridge joins that one with the engine's.
    private static SafeFileHandle Open(LabInterface end, LabNetwork network, RouteBatch batch, List<int> left)
    {
        if (end.Node.TakesTaps)
        {
            network.Core.Run(() => TapDescriptor.CreatePersistent(end.Name));
            end.Index = IndexOf(end.Network, end.Name);
            int joint = network.NextIndex(network.Core);
            string name = KernelNames.Of($"j-{end.Plan.FullName}");
            string inner = KernelNames.Of($"e-{end.Plan.FullName}");
            SafeFileHandle engine = network.Core.Run(() => TapDescriptor.Open(inner));
            batch.CreateLink(new LinkRequest { Kind = "bridge", Name = name, Index = joint, Bridge = new BridgeOptions { MulticastSnooping = false } });
            batch.ChangeLink(new LinkRequest { Index = joint, LinkLocalAddress = false });
            batch.ChangeLink(new LinkRequest { Index = end.Index, Master = joint, Mtu = end.Plan.Mtu });
            batch.ChangeLink(new LinkRequest { Index = IndexOf(network.Core, inner), Master = joint, Mtu = end.Plan.Mtu, Up = true });
            batch.ChangeLink(new LinkRequest { Index = joint, Up = true });
            left.AddRange([joint, end.Index]);
            return engine;
        }

        SafeFileHandle tap = end.Network.Run(() => TapDescriptor.Open(end.Name));
        end.Index = IndexOf(end.Network, end.Name);
        var request = new LinkRequest { Index = end.Index, Mac = new Wire.Frames.MacAddress(end.Plan.Mac.Value), Mtu = end.Plan.Mtu, Master = end.Node.Master };
        if (ReferenceEquals(end.Network, network.Core)) { batch.ChangeLink(request); }
        else
        {
            var own = new RouteBatch();
            own.ChangeLink(request);
            end.Network.Routes.Send(own);
        }

        return tap;
    }

    private static int IndexOf(NetworkNamespace network, string name) => network.Routes.Links().First(link => link.Name == name).Index;
}
