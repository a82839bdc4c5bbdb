using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>The 14 bytes that open an Ethernet frame (IEEE 802.3 3.1.1). <see cref="TryRead"/> checks the length once; no accessor can fail.</summary>
public readonly ref struct EthernetHeader
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 14;

    private readonly ReadOnlySpan<byte> _bytes;

    private EthernetHeader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Destination address, 6 bytes (IEEE 802.3 3.2.4).</summary>
    public ReadOnlySpan<byte> Destination => _bytes[..6];

    /// <summary>Source address, 6 bytes (IEEE 802.3 3.2.5).</summary>
    public ReadOnlySpan<byte> Source => _bytes.Slice(6, 6);

    /// <summary>EtherType, or below <see cref="EtherTypes.SmallestType"/> the length of the data in bytes (IEEE 802.3 3.2.6).</summary>
    public ushort TypeOrLength => BinaryPrimitives.ReadUInt16BigEndian(_bytes[12..]);

    /// <summary>What follows the header: data, padding, and the check sequence where the capture holds it.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[Size..];

    /// <summary>Views the header at the start of <paramref name="bytes"/>; false with the fault when they are too few.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out EthernetHeader header, out LengthError error)
    {
        if (bytes.Length < Size)
        {
            header = default;
            error = new LengthError("ethernet", 0, Size, bytes.Length, "frame");
            return false;
        }

        header = new EthernetHeader(bytes);
        error = default;
        return true;
    }

    /// <summary>Writes a header and returns its length. Addresses are 6 bytes each.</summary>
    public static int Write(Span<byte> buffer, ReadOnlySpan<byte> destination, ReadOnlySpan<byte> source, ushort typeOrLength)
    {
        BinaryPrimitives.WriteUInt16BigEndian(buffer[12..Size], typeOrLength);
        destination[..6].CopyTo(buffer);
        source[..6].CopyTo(buffer[6..]);
        return Size;
    }
}
