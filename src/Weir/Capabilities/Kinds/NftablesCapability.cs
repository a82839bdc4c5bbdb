using Weir.Platform;

namespace Weir.Capabilities.Kinds;

/// <summary>The kernel's packet filter.</summary>
internal sealed class NftablesCapability() : Capability("nftables", "programs in a lab that set up a firewall need it ('nft', or 'iptables' on top of it); Weir does not", "modprobe nf_tables; apt-get install nftables for the program 'nft'")
{
    /// <inheritdoc/>
    protected override Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        using var network = NetworkNamespace.Create();
        network.Run(NftablesTrial.MakeTable);
        return Task.FromResult(CapabilityFinding.Yes("made a table"));
    }
}
