using Weir.Platform;

namespace Weir.Capabilities.Kinds;

/// <summary>Programs at the interface.</summary>
internal sealed class BpfCapability() : Capability("bpf", "switches of kind openflow: a program at each port (tcx) passes their packets in the kernel", "a kernel of 6.6 or later with CONFIG_BPF_SYSCALL, and the superuser")
{
    private const int Loopback = 1;

    /// <inheritdoc/>
    protected override Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        using var network = NetworkNamespace.Create();
        network.Run(() => BpfTrial.Attach(Loopback));
        return Task.FromResult(CapabilityFinding.Yes("made a table, loaded a program that looks into it and put it at an interface (tcx)"));
    }
}
