using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>The header of Linux cooked captures, version 1 (tcpdump.org/linktypes/LINKTYPE_LINUX_SLL). <see cref="TryRead"/> checks the length once; no accessor can fail.</summary>
public readonly ref struct SllHeader
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 16;

    /// <summary>The protocol number of a frame that begins with an IEEE 802.2 LLC header (ETH_P_802_2); smaller ones are Linux's own too.</summary>
    public const ushort LlcProtocol = 4;

    private readonly ReadOnlySpan<byte> _bytes;

    private SllHeader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>0 to us, 1 broadcast, 2 multicast, 3 between others, 4 sent by us.</summary>
    public ushort PacketType => BinaryPrimitives.ReadUInt16BigEndian(_bytes);

    /// <summary>Linux ARPHRD type of the device.</summary>
    public ushort HardwareType => BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]);

    /// <summary>The sender's link-layer address: the first bytes of the field, 8 at most.</summary>
    public ReadOnlySpan<byte> Address => _bytes.Slice(6, Math.Min(BinaryPrimitives.ReadUInt16BigEndian(_bytes[4..]), (ushort)8));

    /// <summary>EtherType, or one of Linux's small numbers.</summary>
    public ushort Protocol => BinaryPrimitives.ReadUInt16BigEndian(_bytes[14..]);

    /// <summary>What follows the header.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[Size..];

    /// <summary>Views the header at the start of <paramref name="bytes"/>; false with the fault when they are too few.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out SllHeader header, out LengthError error)
    {
        if (bytes.Length < Size)
        {
            header = default;
            error = new LengthError("sll", 0, Size, bytes.Length, "frame");
            return false;
        }

        header = new SllHeader(bytes);
        error = default;
        return true;
    }

    /// <summary>Writes a header and returns its length. Of <paramref name="address"/> at most 8 bytes are kept.</summary>
    public static int Write(Span<byte> buffer, ushort packetType, ushort hardwareType, ReadOnlySpan<byte> address, ushort protocol)
    {
        Span<byte> header = buffer[..Size];
        header.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(header, packetType);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], hardwareType);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)address.Length);
        address[..Math.Min(address.Length, 8)].CopyTo(header[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(header[14..], protocol);
        return Size;
    }
}
