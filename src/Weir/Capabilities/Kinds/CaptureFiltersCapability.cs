using Weir.Platform;

namespace Weir.Capabilities.Kinds;

/// <summary>Filters of captures.</summary>
internal sealed class CaptureFiltersCapability() : Capability(MachineCapability.CaptureFilters, "captures with 'filter:' need libpcap to understand it; captures without need it not", "apt-get install libpcap0.8")
{
    /// <inheritdoc/>
    protected override Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        using var filter = PacketFilter.Compile("tcp port 80");
        return Task.FromResult(CapabilityFinding.Yes($"libpcap made {filter.Instructions.Length} instructions of 'tcp port 80'"));
    }
}
