using Weir.Platform;
using Weir.Wire.Frames;
using Weir.Wire.Netlink;

namespace Weir.Capabilities.Kinds;

/// <summary>IPv6.</summary>
internal sealed class IPv6Capability() : Capability("ipv6", "every node gets an address of IPv6 beside that of IPv4", "boot without ipv6.disable=1 (a kernel with CONFIG_IPV6)")
{
    private const int Loopback = 1;

    /// <inheritdoc/>
    public override bool IsRequired => true;

    /// <inheritdoc/>
    protected override Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        using var network = NetworkNamespace.Create();
        var batch = new RouteBatch();
        batch.ChangeLink(new LinkRequest { Index = Loopback, Up = true });
        batch.AddAddress(new InterfaceAddress(Loopback, IpAddress.FromIPv6([0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]), 64));
        network.Routes.Send(batch);
        int addresses = network.Routes.Addresses().Count(one => !one.Address.IsIPv4);
        return Task.FromResult(CapabilityFinding.Yes($"an interface took {addresses} addresses"));
    }
}
