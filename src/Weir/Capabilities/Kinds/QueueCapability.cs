using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Capabilities.Kinds;

/// <summary>A queue discipline of the kernel, with options as a link would set them.</summary>
internal sealed class QueueCapability(QueueOptions options, string matters) : Capability(options.Kind, matters, $"modprobe sch_{options.Kind} (a kernel with CONFIG_NET_SCH_{options.Kind.ToUpperInvariant()})")
{
    private const int Index = 1000;
    private const int NoSuchKind = 2;

    /// <inheritdoc/>
    protected override Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        using var network = NetworkNamespace.Create();
        var batch = new RouteBatch();
        batch.CreateLink(new LinkRequest { Kind = "veth", Name = "here", Index = Index, Peer = new LinkRequest { Name = "there" } });
        batch.SetQueue(new QueueDiscipline(Index, options));
        IReadOnlyList<RouteFault> faults = network.Routes.TrySend(batch);
        return Task.FromResult(faults switch
        {
            [] => CapabilityFinding.Yes("put one at an interface"),
            [{ Number: NoSuchKind, Request: 1 }] => CapabilityFinding.No($"this kernel has no sch_{Name}"),
            _ => CapabilityFinding.No(faults[0].ToString()),
        });
    }
}
