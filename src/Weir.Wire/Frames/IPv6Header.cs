using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>The 40 fixed bytes of an IPv6 header (RFC 8200 3). <see cref="TryRead"/> checks length and version once; no accessor can fail.</summary>
public readonly ref struct IPv6Header
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 40;

    private readonly ReadOnlySpan<byte> _bytes;

    private IPv6Header(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Traffic class: code point and congestion bits (RFC 8200 7).</summary>
    public byte TrafficClass => (byte)(BinaryPrimitives.ReadUInt16BigEndian(_bytes) >> 4);

    /// <summary>Flow label, 20 bits (RFC 8200 6).</summary>
    public uint FlowLabel => BinaryPrimitives.ReadUInt32BigEndian(_bytes) & 0xfffff;

    /// <summary>Length of what follows the header, in bytes, extension headers included; 0 in a jumbogram (RFC 2675 3) and in an uncut super-packet.</summary>
    public ushort PayloadLength => BinaryPrimitives.ReadUInt16BigEndian(_bytes[4..]);

    /// <summary>What follows: an extension header or the transport protocol (RFC 8200 3).</summary>
    public byte NextHeader => _bytes[6];

    /// <summary>Hop limit (RFC 8200 3).</summary>
    public byte HopLimit => _bytes[7];

    /// <summary>Source address.</summary>
    public IpAddress Source => IpAddress.FromIPv6(_bytes.Slice(8, 16));

    /// <summary>Destination address.</summary>
    public IpAddress Destination => IpAddress.FromIPv6(_bytes.Slice(24, 16));

    /// <summary>What follows the header as far as it is there: up to the payload length, or to the end of the input when that is shorter or the payload length is 0.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[Size..(PayloadLength == 0 ? _bytes.Length : Math.Min(Size + PayloadLength, _bytes.Length))];

    /// <summary>Views the header at the start of <paramref name="bytes"/>; false with the fault when length or version do not hold.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out IPv6Header header, out LengthError error)
    {
        header = default;
        error = default;
        if (bytes.Length < Size)
        {
            error = new LengthError("ipv6", 0, Size, bytes.Length, "frame");
        }
        else if (bytes[0] >> 4 != 6)
        {
            error = new LengthError("ipv6", 0, Size, 0, "ipv6.version");
        }
        else
        {
            header = new IPv6Header(bytes);
        }

        return error.IsNone;
    }

    /// <summary>Writes a header and returns its length.</summary>
    /// <param name="buffer">Where to write, at least <see cref="Size"/> bytes.</param>
    /// <param name="source">Source address.</param>
    /// <param name="destination">Destination address.</param>
    /// <param name="nextHeader">What follows.</param>
    /// <param name="payloadLength">Bytes that follow, extension headers included.</param>
    /// <param name="hopLimit">Hop limit.</param>
    /// <param name="trafficClass">Traffic class.</param>
    /// <param name="flowLabel">Flow label; its low 20 bits are used.</param>
    public static int Write(
        Span<byte> buffer,
        IpAddress source,
        IpAddress destination,
        byte nextHeader,
        int payloadLength,
        byte hopLimit = 64,
        byte trafficClass = 0,
        uint flowLabel = 0)
    {
        Span<byte> header = buffer[..Size];
        BinaryPrimitives.WriteUInt32BigEndian(header, 0x60000000u | ((uint)trafficClass << 20) | (flowLabel & 0xfffff));
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)payloadLength);
        header[6] = nextHeader;
        header[7] = hopLimit;
        source.CopyTo(header[8..]);
        destination.CopyTo(header[24..]);
        return Size;
    }
}
