using Weir.Capabilities.Kinds;
using Weir.Wire.Netlink;

namespace Weir.Capabilities;

/// <summary>The registry of what a machine is looked at for, in the order in which it is told and tried: one line each. What measures comes first, before other tries keep the processors busy.</summary>
internal static class MachineCapabilities
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Capability> All { get; } =
    [
        new RightsCapability(),
        new CoresCapability(),
        new ClockCapability(),
        new TimersCapability(),
        new StealCapability(),
        new RuntimeCapability(),
        new NetworkNamespacesCapability(),
        new HostNamespacesCapability(),
        new ProcessNamespacesCapability(),
        new VethCapability(),
        new BridgeCapability(),
        new IPv6Capability(),
        new TapCapability(),
        new QueueCapability(new TokenBucket(1_000_000, 20_000, 100_000), "links that ask for nothing but a rate need it; with 'backend: engine' they do without"),
        new QueueCapability(new NetworkEmulator { Delay = TimeSpan.FromMilliseconds(1) }, "links with 'backend: netem' need it; all others use Weir's own engine, which knows the same impairments"),
        new PacketCaptureCapability(),
        new CaptureFiltersCapability(),
        new ControlGroupsCapability(),
        new SetprivCapability(),
        new BpfCapability(),
        new NftablesCapability(),
        new KvmCapability(),
        new UserModeLinuxCapability(),
        new Secp256k1Capability(),
        new DescriptorsCapability(),
        new InotifyCapability(),
        new NeighbourTableCapability(),
        new DiskSpaceCapability(),
        new CompressionCapability(),
        new PeerCapability("tshark", ["tshark", "--version"], "Weir's own decoding is compared with it in the tests, and 'weir capture' can be piped to it", "apt-get install tshark"),
        new PeerCapability("open-vswitch", ["ovs-vsctl", "--version"], "labs that join Open vSwitch need it; bridges of the kernel do not", "apt-get install openvswitch-switch"),
    ];
}
