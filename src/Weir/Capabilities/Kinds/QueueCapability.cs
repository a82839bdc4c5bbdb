using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Capabilities.Kinds;

/// <summary>A queue discipline of the kernel.</summary>
internal sealed class QueueCapability(string kind, string matters, Action<NetlinkWriter> options) : Capability(kind, matters, $"modprobe sch_{kind} (a kernel with CONFIG_NET_SCH_{kind.ToUpperInvariant()})")
{
    private const int Index = 1000;
    private const int NoSuchKind = 2;

    /// <inheritdoc/>
    protected override Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        using var network = NetworkNamespace.Create();
        var batch = new RouteBatch();
        batch.CreateLink(new LinkRequest { Kind = "veth", Name = "here", Index = Index, Peer = new LinkRequest { Name = "there" } });
        QueueTrial.Create(batch, Name, Index, options);
        IReadOnlyList<RouteFault> faults = network.Routes.TrySend(batch);
        return Task.FromResult(faults switch
        {
            [] => CapabilityFinding.Yes("put one at an interface"),
            [{ Number: NoSuchKind, Request: 1 }] => CapabilityFinding.No($"this kernel has no sch_{Name}"),
            _ => CapabilityFinding.No(faults[0].ToString()),
        });
    }
}
