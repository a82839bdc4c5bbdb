using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>The header of Linux cooked captures, version 2 (tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2). <see cref="TryRead"/> checks the length once; no accessor can fail.</summary>
public readonly ref struct Sll2Header
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 20;

    private readonly ReadOnlySpan<byte> _bytes;

    private Sll2Header(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>EtherType, or one of Linux's small numbers.</summary>
    public ushort Protocol => BinaryPrimitives.ReadUInt16BigEndian(_bytes);

    /// <summary>Number of the interface on the capturing machine.</summary>
    public uint InterfaceIndex => BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]);

    /// <summary>Linux ARPHRD type of the device.</summary>
    public ushort HardwareType => BinaryPrimitives.ReadUInt16BigEndian(_bytes[8..]);

    /// <summary>0 to us, 1 broadcast, 2 multicast, 3 between others, 4 sent by us.</summary>
    public byte PacketType => _bytes[10];

    /// <summary>The sender's link-layer address: the first bytes of the field, 8 at most.</summary>
    public ReadOnlySpan<byte> Address => _bytes.Slice(12, Math.Min(_bytes[11], (byte)8));

    /// <summary>What follows the header.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[Size..];

    /// <summary>Views the header at the start of <paramref name="bytes"/>; false with the fault when they are too few.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Sll2Header header, out LengthError error)
    {
        if (bytes.Length < Size)
        {
            header = default;
            error = new LengthError("sll2", 0, Size, bytes.Length, "frame");
            return false;
        }

        header = new Sll2Header(bytes);
        error = default;
        return true;
    }

    /// <summary>Writes a header and returns its length. Of <paramref name="address"/> at most 8 bytes are kept.</summary>
    public static int Write(Span<byte> buffer, byte packetType, ushort hardwareType, uint interfaceIndex, ReadOnlySpan<byte> address, ushort protocol)
    {
        Span<byte> header = buffer[..Size];
        header.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(header, protocol);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], interfaceIndex);
        BinaryPrimitives.WriteUInt16BigEndian(header[8..], hardwareType);
        header[10] = packetType;
        header[11] = (byte)Math.Min(address.Length, 255);
        address[..Math.Min(address.Length, 8)].CopyTo(header[12..]);
        return Size;
    }
}
