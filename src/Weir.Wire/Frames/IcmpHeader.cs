using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>An ICMP header (RFC 792) with the four bytes whose meaning its type sets. <see cref="TryRead"/> checks the length once; no accessor can fail.</summary>
public readonly ref struct IcmpHeader
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 8;

    private readonly ReadOnlySpan<byte> _bytes;

    private IcmpHeader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Type: 0 echo reply, 3 unreachable, 8 echo, 11 time exceeded (RFC 792).</summary>
    public byte Type => _bytes[0];

    /// <summary>Code, refining the type (RFC 792).</summary>
    public byte Code => _bytes[1];

    /// <summary>Checksum as captured, over the whole message (RFC 792).</summary>
    public ushort Checksum => BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]);

    /// <summary>Identifier of an echo or its reply (RFC 792).</summary>
    public ushort Identifier => BinaryPrimitives.ReadUInt16BigEndian(_bytes[4..]);

    /// <summary>Sequence number of an echo or its reply (RFC 792).</summary>
    public ushort Sequence => BinaryPrimitives.ReadUInt16BigEndian(_bytes[6..]);

    /// <summary>Of "fragmentation needed" (type 3, code 4): the next hop's MTU in bytes (RFC 1191 4).</summary>
    public ushort NextHopMtu => BinaryPrimitives.ReadUInt16BigEndian(_bytes[6..]);

    /// <summary>True for echo and echo reply.</summary>
    public bool IsEcho => Type is 0 or 8;

    /// <summary>True when the message quotes the start of the datagram that caused it (RFC 792: types 3, 4, 5, 11, 12).</summary>
    public bool IsError => Type is 3 or 4 or 5 or 11 or 12;

    /// <summary>What follows: data of an echo, or the quoted datagram.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[Size..];

    /// <summary>Views the header at the start of <paramref name="bytes"/>; false with the fault when they are too few.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out IcmpHeader header, out LengthError error)
    {
        if (bytes.Length < Size)
        {
            header = default;
            error = new LengthError("icmp", 0, Size, bytes.Length, "frame");
            return false;
        }

        header = new IcmpHeader(bytes);
        error = default;
        return true;
    }

    /// <summary>Writes a header with its checksum over header and <paramref name="payload"/>, and returns its length; the payload itself is not written.</summary>
    /// <param name="buffer">Where to write, at least <see cref="Size"/> bytes.</param>
    /// <param name="type">Type.</param>
    /// <param name="code">Code.</param>
    /// <param name="rest">The four bytes behind the checksum as a big-endian number: of an echo the identifier, then the sequence number.</param>
    /// <param name="payload">What follows.</param>
    public static int Write(Span<byte> buffer, byte type, byte code, uint rest, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = buffer[..Size];
        header[0] = type;
        header[1] = code;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], rest);
        ushort checksum = InternetChecksum.Update(InternetChecksum.Compute(header), 0, (ushort)~InternetChecksum.Compute(payload));
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], checksum);
        return Size;
    }
}
