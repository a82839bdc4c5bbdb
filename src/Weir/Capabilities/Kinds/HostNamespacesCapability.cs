using Weir.Platform;

namespace Weir.Capabilities.Kinds;

/// <summary>Mounts and a host name of a host's own.</summary>
internal sealed class HostNamespacesCapability() : Capability("host-namespaces", "programs of a node find its host name and the names of all nodes in /etc/hosts",
    "a kernel with CONFIG_UTS_NS, a file /etc/hosts, and the right to mount (in a container: --privileged)")
{
    private const string HostName = "weir-doctor";
    private const string Line = "192.0.2.1 somebody";

    /// <inheritdoc/>
    public override bool IsRequired => true;

    /// <inheritdoc/>
    protected override async Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        using var network = NetworkNamespace.Create();
        using var host = HostNamespaces.Create(network, new HostNamespaceOptions { HostName = HostName, Files = new Dictionary<string, string> { ["/etc/hosts"] = Line + "\n" } });
        (int code, string said) = await ProgramTrial.RunAsync(["sh", "-c", "cat /proc/sys/kernel/hostname /etc/hosts"], cancellation, host).ConfigureAwait(false);
        return code == 0 && said == $"{HostName}\n{Line}" ? CapabilityFinding.Yes("a program saw a host name and a hosts file of its own") : CapabilityFinding.No($"a program in a host of its own saw: {said}");
    }
}
