using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Capabilities.Kinds;

/// <summary>Pairs of joined interfaces.</summary>
internal sealed class VethCapability() : Capability("veth", "every link that the kernel carries is one", "modprobe veth (a kernel with CONFIG_VETH)")
{
    /// <inheritdoc/>
    public override bool IsRequired => true;

    /// <inheritdoc/>
    protected override Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        using var here = NetworkNamespace.Create();
        using var there = NetworkNamespace.Create();
        var batch = new RouteBatch();
        batch.CreateLink(new LinkRequest { Kind = "veth", Name = "here", Peer = new LinkRequest { Name = "there", NamespaceFd = there.Descriptor } });
        here.Routes.Send(batch);
        bool both = here.Routes.Links().Any(link => link.Name == "here") && there.Routes.Links().Any(link => link.Name == "there");
        return Task.FromResult(both ? CapabilityFinding.Yes("one request joined two namespaces") : CapabilityFinding.No("the kernel took the request and made no pair"));
    }
}
