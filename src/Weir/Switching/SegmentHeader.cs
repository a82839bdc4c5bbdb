using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Weir.Wire.Frames;

namespace Weir.Switching;

/// <summary>
/// The kernel's header for a frame that is longer than a packet can be: a controller got a large segment whole and sends it back, so the kernel shall cut it again (virtio_net_hdr, virtio 1.2 5.1.6, in the machine's byte order).
/// </summary>
internal static class SegmentHeader
{
    private const byte NeedsChecksum = 1, Tcp4 = 1, Tcp6 = 4, Datagrams = 5;
    private const byte Tcp = 6, Udp = 17;
    private const int TcpSumAt = 16, UdpSumAt = 6, UdpLength = 8, TcpLength = 20;

    /// <summary>Writes it, and what the kernel expects in the checksum's field. False when the frame is no TCP or UDP packet that can be cut.</summary>
    /// <param name="header">The ten bytes before the frame.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="key">Its key.</param>
    /// <param name="transport">Where its transport's header begins; 0 when it has none.</param>
    /// <param name="mtu">Most bytes of a packet behind its Ethernet header.</param>
    public static bool TryWrite(Span<byte> header, Span<byte> frame, in FlowKey key, int transport, int mtu)
    {
        if (transport == 0 || key.Protocol is not (Tcp or Udp) || frame.Length < transport + (key.Protocol == Tcp ? TcpLength : UdpLength)) { return false; }
        bool is4 = key.Type == FlowKeyReader.IPv4, isTcp = key.Protocol == Tcp;
        int network = FlowKeyReader.EthernetLength + (key.Vlan != 0 ? 4 : 0), end = transport + (isTcp ? (frame[transport + 12] >> 4) * 4 : UdpLength), size = mtu - (end - network), sumAt = isTcp ? TcpSumAt : UdpSumAt;
        if (size <= 0 || end >= frame.Length) { return false; }
        header[0] = NeedsChecksum;
        header[1] = !isTcp ? Datagrams : is4 ? Tcp4 : Tcp6;
        MemoryMarshal.Write(header[2..], (ushort)end);
        MemoryMarshal.Write(header[4..], (ushort)size);
        MemoryMarshal.Write(header[6..], (ushort)transport);
        MemoryMarshal.Write(header[8..], (ushort)sumAt);
        ReadOnlySpan<byte> bytes = FlowKey.ReadOnly(in key), source = bytes[FlowKey.NetworkSourceAt..], destination = bytes[FlowKey.NetworkDestinationAt..];
        ushort sum = is4
            ? InternetChecksum.ComputePartial(IpAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(source)), IpAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(destination)), key.Protocol, frame.Length - transport)
            : InternetChecksum.ComputePartial(IpAddress.FromIPv6(source[..16]), IpAddress.FromIPv6(destination[..16]), key.Protocol, frame.Length - transport);
        BinaryPrimitives.WriteUInt16BigEndian(frame[(transport + sumAt)..], sum);
        return true;
    }
}
