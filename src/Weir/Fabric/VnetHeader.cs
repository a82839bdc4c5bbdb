using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Weir.Fabric;

/// <summary>
/// The header before each frame of a tap device with IFF_VNET_HDR (virtio 1.2, 5.1.6; ten bytes in the machine's byte order): whether the checksum is still to be computed, and how a large segment is to be cut.
/// It passes from end to end unchanged, so that the receiving kernel treats the frame as the sending one meant it.
/// </summary>
internal static class VnetHeader
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 10;

    private const int EthernetLength = 14;
    private const byte NeedsChecksum = 1;
    private const byte GsoTcp4 = 1;
    private const byte GsoTcp6 = 4;
    private const byte GsoMask = 0x7F;

    /// <summary>
    /// Reads how many packets on the wire the frame becomes and how many bytes they have together, each with its own headers. <paramref name="frame"/> begins with the header; whatever it holds, the answer lies between
    /// one packet and one for each byte.
    /// </summary>
    public static (int Packets, int Bytes) OnWire(ReadOnlySpan<byte> frame)
    {
        int length = frame.Length - Length;
        int type = frame[1] & GsoMask;
        int size = Read(frame, 4);
        if (type == 0 || size == 0) { return (1, length); }
        int headers = Read(frame, 6) + 8;
        if (type is GsoTcp4 or GsoTcp6)
        {
            int offset = Length + Read(frame, 6) + 12;
            // Without a plausible TCP header the header's length is taken without options.
            headers = Read(frame, 6) + (offset < frame.Length && frame[offset] >> 4 >= 5 ? (frame[offset] >> 4) * 4 : 20);
        }

        if (headers < EthernetLength || headers >= length) { return (1, length); }
        int packets = (length - headers + size - 1) / size;
        return (packets, length + ((packets - 1) * headers));
    }

    /// <summary>Computes the checksum that the sender left to the device, so that an inverted bit is seen as damage and not covered by a checksum computed later.</summary>
    public static void CompleteChecksum(Span<byte> frame)
    {
        if ((frame[0] & NeedsChecksum) == 0) { return; }
        int start = Length + Read(frame, 6);
        int field = start + Read(frame, 8);
        if (field + 2 > frame.Length) { return; }
        // The field holds the pseudo header's sum already.
        uint sum = 0;
        ReadOnlySpan<byte> bytes = frame[start..];
        for (int i = 0; i + 1 < bytes.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        if (bytes.Length % 2 == 1) { sum += (uint)bytes[^1] << 8; }
        sum = (sum & 0xFFFF) + (sum >> 16);
        sum = (sum & 0xFFFF) + (sum >> 16);
        ushort value = (ushort)~sum;
        BinaryPrimitives.WriteUInt16BigEndian(frame[field..], value == 0 ? (ushort)0xFFFF : value);
        frame[0] = (byte)(frame[0] & ~NeedsChecksum);
    }

    private static ushort Read(ReadOnlySpan<byte> frame, int offset) => MemoryMarshal.Read<ushort>(frame[offset..]);
}
