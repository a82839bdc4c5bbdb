using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>A VXLAN header (RFC 7348 5); an Ethernet frame follows. <see cref="TryRead"/> checks the length once; no accessor can fail.</summary>
public readonly ref struct VxlanHeader
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 8;

    /// <summary>The UDP destination port that IANA assigned (RFC 7348 5).</summary>
    public const ushort UdpPort = 4789;

    private readonly ReadOnlySpan<byte> _bytes;

    private VxlanHeader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The I flag: the network identifier is valid; set in every VXLAN packet (RFC 7348 5).</summary>
    public bool HasNetworkId => (_bytes[0] & 0x08) != 0;

    /// <summary>VXLAN network identifier, 24 bits (RFC 7348 5).</summary>
    public uint NetworkId => BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]) >> 8;

    /// <summary>The inner Ethernet frame.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[Size..];

    /// <summary>Views the header at the start of <paramref name="bytes"/>; false with the fault when they are too few.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out VxlanHeader header, out LengthError error)
    {
        if (bytes.Length < Size)
        {
            header = default;
            error = new LengthError("vxlan", 0, Size, bytes.Length, "frame");
            return false;
        }

        header = new VxlanHeader(bytes);
        error = default;
        return true;
    }

    /// <summary>Writes a header and returns its length. Of <paramref name="networkId"/> the low 24 bits are used.</summary>
    public static int Write(Span<byte> buffer, uint networkId)
    {
        BinaryPrimitives.WriteUInt32BigEndian(buffer[4..Size], networkId << 8);
        BinaryPrimitives.WriteUInt32BigEndian(buffer, 0x08000000);
        return Size;
    }
}
