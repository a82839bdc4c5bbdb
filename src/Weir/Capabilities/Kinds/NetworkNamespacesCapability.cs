using System.Globalization;
using Weir.Platform;

namespace Weir.Capabilities.Kinds;

/// <summary>Network namespaces.</summary>
internal sealed class NetworkNamespacesCapability() : Capability("network-namespaces", "each host of a lab is one", "a kernel with CONFIG_NET_NS, and the rights that the line 'rights' is about")
{
    private const int Count = 10;

    /// <inheritdoc/>
    public override bool IsRequired => true;

    /// <inheritdoc/>
    protected override Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        long begin = context.Time.GetTimestamp();
        IReadOnlyList<NetworkNamespace> made = NetworkNamespace.Create(Count);
        double each = context.Time.GetElapsedTime(begin).TotalMilliseconds / Count;
        int links = made.Sum(one => one.Routes.Links().Count);
        foreach (NetworkNamespace one in made) { one.Dispose(); }
        return Task.FromResult(CapabilityFinding.Yes(string.Create(CultureInfo.InvariantCulture, $"made {Count} with {links} interfaces, {each:0.00} ms each")));
    }
}
