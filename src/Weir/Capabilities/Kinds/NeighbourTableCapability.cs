using System.Globalization;

namespace Weir.Capabilities.Kinds;

/// <summary>
/// The kernel's table of neighbours. All namespaces share one, and its limit can be seen and set only outside of them: that is why it is read here, and not tried by filling it, which would disturb the machine.
/// </summary>
internal sealed class NeighbourTableCapability() : Capability("neighbour-table", "all hosts of all labs share it: two entries for each pair of hosts that speak with each other; when it is full, packets wait for addresses that are never found",
    "sysctl -w net.ipv4.neigh.default.gc_thresh3=65536 net.ipv4.neigh.default.gc_thresh2=32768 net.ipv6.neigh.default.gc_thresh3=65536 net.ipv6.neigh.default.gc_thresh2=32768")
{
    private const int Enough = 8192;

    /// <inheritdoc/>
    protected override Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        if (Read("ipv4") is not { } v4) { return Task.FromResult(CapabilityFinding.Limited("the limit cannot be seen from inside a namespace; 1024 is the usual one", "as the superuser: " + Remedy)); }
        int v6 = Read("ipv6") ?? v4;
        string found = string.Create(CultureInfo.InvariantCulture, $"{v4} entries of IPv4, {v6} of IPv6");
        return Task.FromResult(Math.Min(v4, v6) < Enough ? CapabilityFinding.Limited($"{found}: labs of more than {Math.Min(v4, v6) - 24} hosts that all speak with one will not find each other") : CapabilityFinding.Yes(found));
    }

    private static int? Read(string family)
    {
        string path = $"/proc/sys/net/{family}/neigh/default/gc_thresh3";
        return File.Exists(path) && int.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out int value) ? value : null;
    }
}
