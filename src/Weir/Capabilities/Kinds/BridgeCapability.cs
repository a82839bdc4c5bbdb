using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Capabilities.Kinds;

/// <summary>The kernel's bridge.</summary>
internal sealed class BridgeCapability() : Capability("bridge", "nodes of kind bridge are one", "modprobe bridge (a kernel with CONFIG_BRIDGE)")
{
    private const int Bridge = 1000, Port = 1001;

    /// <inheritdoc/>
    public override bool IsRequired => true;

    /// <inheritdoc/>
    protected override Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        using var network = NetworkNamespace.Create();
        var batch = new RouteBatch();
        batch.CreateLink(new LinkRequest { Kind = "bridge", Name = "switch", Index = Bridge });
        batch.CreateLink(new LinkRequest { Kind = "veth", Name = "port", Index = Port, Master = Bridge, Peer = new LinkRequest { Name = "host" } });
        network.Routes.Send(batch);
        return Task.FromResult(CapabilityFinding.Yes("made one with a port"));
    }
}
