using System.Net;
using System.Net.Sockets;
using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Capabilities.Kinds;

/// <summary>Captures through a ring.</summary>
internal sealed class PacketCaptureCapability() : Capability("packet-capture", "captures, and checks of packets, read frames from a ring that the kernel fills (AF_PACKET, TPACKET_V3)", "a kernel with CONFIG_PACKET, and the capability cap_net_raw")
{
    private const int Loopback = 1;
    private const int DiscardPort = 9;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        using var network = NetworkNamespace.Create();
        var batch = new RouteBatch();
        batch.ChangeLink(new LinkRequest { Index = Loopback, Up = true });
        network.Routes.Send(batch);
        int frames = network.Run(() =>
        {
            using var ring = PacketRing.Open(Loopback, 2 * PacketRing.BlockSize, TimeSpan.FromMilliseconds(1), null);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.SendTo("weir"u8, new IPEndPoint(IPAddress.Loopback, DiscardPort));
            PacketRing.Wait([ring], s_limit);
            return ring.Drain(static (in RingFrame _) => { });
        });
        return Task.FromResult(frames > 0 ? CapabilityFinding.Yes("a ring held a packet that was sent") : CapabilityFinding.No("a ring was made, and a packet that was sent did not come into it"));
    }
}
