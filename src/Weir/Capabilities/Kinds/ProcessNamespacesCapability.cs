using Weir.Platform;

namespace Weir.Capabilities.Kinds;

/// <summary>Processes of a host's own.</summary>
internal sealed class ProcessNamespacesCapability() : Capability(MachineCapability.ProcessNamespaces, "hosts whose processes see only each other need them; no kind of node asks for it unless its reference says so",
    "a kernel with CONFIG_PID_NS, the right to mount /proc, and the superuser")
{
    /// <inheritdoc/>
    protected override async Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        using var network = NetworkNamespace.Create();
        using var host = HostNamespaces.Create(network, new HostNamespaceOptions { OwnProcesses = true });
        (_, string said) = await ProgramTrial.RunAsync(["sh", "-c", "ls -d /proc/[0-9]* | wc -l"], cancellation, host).ConfigureAwait(false);
        return int.TryParse(said, System.Globalization.CultureInfo.InvariantCulture, out int seen) && seen is > 0 and < 10
            ? CapabilityFinding.Yes($"a program saw {seen} processes instead of all") : CapabilityFinding.No($"a program that should see only its own saw: {said}");
    }
}
