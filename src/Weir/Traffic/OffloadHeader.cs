using System.Buffers.Binary;
using Weir.Wire.Frames;

namespace Weir.Traffic;

/// <summary>
/// The header (<c>struct virtio_net_hdr</c>, virtio 1.2 5.1.6) by which the kernel cuts a TCP packet that was captured before the sending card cut it. Other packets get an empty one and are sent as they are.
/// </summary>
internal static class OffloadHeader
{
    private const byte NeedsChecksum = 1, NoSegmentation = 0, TcpIPv4 = 1, TcpIPv6 = 4;
    private const int OrdinaryLength = 1514 + 4;
    private const int EndOfVlan = 4;

    /// <summary>Writes the header for the frame that follows it, and prepares the frame.</summary>
    /// <param name="bytes">The header's bytes and the frame.</param>
    /// <param name="size">Bytes of the header.</param>
    public static void Write(Span<byte> bytes, int size)
    {
        bytes[..size].Clear();
        Span<byte> frame = bytes[size..];
        if (frame.Length <= OrdinaryLength) { return; }
        var packet = default(DecodedPacket);
        PacketDecoder.Decode(frame, LinkType.Ethernet, ref packet);
        if (!packet.HasTransport || packet.Protocol != IpProtocols.Tcp || packet.TunnelKey != 0 || packet.TransportOffset + TcpHeader.MinSize > frame.Length) { return; }
        int segment = OrdinaryLength - EndOfVlan - packet.PayloadOffset;
        if (segment <= 0 || packet.PayloadLength <= segment) { return; }
        int length = frame.Length - packet.TransportOffset;
        // The kernel sets lengths and finishes checksums of the pieces; it begins from the sum over the pseudo-header.
        BinaryPrimitives.WriteUInt16BigEndian(frame[(packet.TransportOffset + 16)..], InternetChecksum.ComputePartial(packet.Source, packet.Destination, IpProtocols.Tcp, length));
        bytes[0] = NeedsChecksum;
        bytes[1] = packet.IpVersion == 4 ? TcpIPv4 : packet.IpVersion == 6 ? TcpIPv6 : NoSegmentation;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[2..], (ushort)packet.PayloadOffset);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], (ushort)segment);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[6..], (ushort)packet.TransportOffset);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], 16);
    }
}
