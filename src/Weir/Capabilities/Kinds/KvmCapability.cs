using Weir.Platform;

namespace Weir.Capabilities.Kinds;

/// <summary>Virtual machines in hardware.</summary>
internal sealed class KvmCapability() : Capability("kvm", "nothing needs it today; virtual machines run at full speed with it. Nodes of kind uml do not use it", "modprobe kvm_intel or kvm_amd; for ordinary users: usermod -a -G kvm $USER")
{
    /// <inheritdoc/>
    protected override Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation) =>
        Task.FromResult(CapabilityFinding.Yes($"made a virtual machine (version {KvmTrial.CreateMachine()} of the interface)"));
}
