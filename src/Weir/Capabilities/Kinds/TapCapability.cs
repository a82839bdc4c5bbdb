using Microsoft.Win32.SafeHandles;
using Weir.Platform;

namespace Weir.Capabilities.Kinds;

/// <summary>Tap devices.</summary>
internal sealed class TapCapability() : Capability(MachineCapability.Tap, "links that ask for delay, loss and the like are carried by the engine between two taps; guests have taps for interfaces",
    "modprobe tun; for ordinary users: chmod 666 /dev/net/tun; in a container: --device /dev/net/tun")
{
    /// <inheritdoc/>
    protected override Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        using var network = NetworkNamespace.Create();
        using SafeFileHandle device = network.Run(() => TapDescriptor.Open("tap"));
        return Task.FromResult(network.Routes.Links().Any(link => link.Name == "tap") ? CapabilityFinding.Yes("made one by /dev/net/tun") : CapabilityFinding.No("/dev/net/tun made a device in another namespace"));
    }
}
