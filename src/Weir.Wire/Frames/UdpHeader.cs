using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>A UDP header (RFC 768). <see cref="TryRead"/> checks the lengths once; no accessor can fail.</summary>
public readonly ref struct UdpHeader
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 8;

    private readonly ReadOnlySpan<byte> _bytes;

    private UdpHeader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Source port (RFC 768, optional: 0 when unused).</summary>
    public ushort SourcePort => BinaryPrimitives.ReadUInt16BigEndian(_bytes);

    /// <summary>Destination port (RFC 768).</summary>
    public ushort DestinationPort => BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]);

    /// <summary>Length of header and data, in bytes (RFC 768); 0 in a jumbogram (RFC 2675 4).</summary>
    public ushort Length => BinaryPrimitives.ReadUInt16BigEndian(_bytes[4..]);

    /// <summary>Checksum as captured; 0 when the sender computed none (RFC 768).</summary>
    public ushort Checksum => BinaryPrimitives.ReadUInt16BigEndian(_bytes[6..]);

    /// <summary>The data as far as it is there: up to the length field, or to the end of the input when that is shorter or the field is 0.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[Size..(Length == 0 ? _bytes.Length : Math.Min(Length, _bytes.Length))];

    /// <summary>Views the header at the start of <paramref name="bytes"/>; false with the fault when they are too few or the length field is below 8 (0 is a jumbogram's).</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out UdpHeader header, out LengthError error)
    {
        header = default;
        error = default;
        if (bytes.Length < Size)
        {
            error = new LengthError("udp", 0, Size, bytes.Length, "frame");
            return false;
        }

        var udp = new UdpHeader(bytes);
        if (udp.Length is > 0 and < Size)
        {
            error = new LengthError("udp", 0, Size, udp.Length, "udp.length");
            return false;
        }

        header = udp;
        return true;
    }

    /// <summary>Writes a header and returns its length. <paramref name="length"/> counts header and data in bytes; a checksum of 0 says that there is none.</summary>
    public static int Write(Span<byte> buffer, ushort sourcePort, ushort destinationPort, int length, ushort checksum = 0)
    {
        Span<byte> header = buffer[..Size];
        BinaryPrimitives.WriteUInt16BigEndian(header, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], destinationPort);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)length);
        BinaryPrimitives.WriteUInt16BigEndian(header[6..], checksum);
        return Size;
    }
}
