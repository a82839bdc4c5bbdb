using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>An ICMPv6 header (RFC 4443 2.1) with the four bytes whose meaning its type sets. <see cref="TryRead"/> checks the length once; no accessor can fail.</summary>
public readonly ref struct IcmpV6Header
{
    /// <summary>Length in bytes, with the four bytes that every assigned type has.</summary>
    public const int Size = 8;

    private readonly ReadOnlySpan<byte> _bytes;

    private IcmpV6Header(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Type: below 128 an error; 128 echo request, 129 its reply (RFC 4443 2.1); 133 to 137 neighbour discovery (RFC 4861 4).</summary>
    public byte Type => _bytes[0];

    /// <summary>Code, refining the type (RFC 4443 2.1).</summary>
    public byte Code => _bytes[1];

    /// <summary>Checksum as captured, over pseudo-header and message (RFC 4443 2.3).</summary>
    public ushort Checksum => BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]);

    /// <summary>Identifier of an echo or its reply (RFC 4443 4.1).</summary>
    public ushort Identifier => BinaryPrimitives.ReadUInt16BigEndian(_bytes[4..]);

    /// <summary>Sequence number of an echo or its reply (RFC 4443 4.1).</summary>
    public ushort Sequence => BinaryPrimitives.ReadUInt16BigEndian(_bytes[6..]);

    /// <summary>Of "packet too big" (type 2): the next hop's MTU in bytes (RFC 4443 3.2).</summary>
    public uint Mtu => BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]);

    /// <summary>True for echo request and reply.</summary>
    public bool IsEcho => Type is 128 or 129;

    /// <summary>True when the message quotes the start of the packet that caused it (RFC 4443 2.1: types below 128).</summary>
    public bool IsError => Type < 128;

    /// <summary>True for neighbour solicitation and advertisement, which begin with the target's address (RFC 4861 4.3, 4.4).</summary>
    public bool HasTarget => Type is 135 or 136 && _bytes.Length >= Size + 16;

    /// <summary>The target of a neighbour solicitation or advertisement (RFC 4861 4.3, 4.4); <c>default</c> for other types.</summary>
    public IpAddress Target => HasTarget ? IpAddress.FromIPv6(_bytes.Slice(Size, 16)) : default;

    /// <summary>What follows: data of an echo, the quoted packet, or the body of another type.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[Size..];

    /// <summary>Views the header at the start of <paramref name="bytes"/>; false with the fault when they are too few.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out IcmpV6Header header, out LengthError error)
    {
        if (bytes.Length < Size)
        {
            header = default;
            error = new LengthError("icmpv6", 0, Size, bytes.Length, "frame");
            return false;
        }

        header = new IcmpV6Header(bytes);
        error = default;
        return true;
    }

    /// <summary>Writes a whole message, header, <paramref name="payload"/> and checksum, and returns its length in bytes: the sum covers the addresses and what follows.</summary>
    /// <param name="buffer">Where to write: 8 bytes and the payload.</param>
    /// <param name="source">Source address of the IPv6 header around it.</param>
    /// <param name="destination">Destination address of the IPv6 header around it.</param>
    /// <param name="type">Type.</param>
    /// <param name="code">Code.</param>
    /// <param name="rest">The four bytes behind the checksum as a big-endian number: of an echo the identifier, then the sequence number.</param>
    /// <param name="payload">What follows.</param>
    public static int Write(Span<byte> buffer, IpAddress source, IpAddress destination, byte type, byte code, uint rest, ReadOnlySpan<byte> payload)
    {
        Span<byte> message = buffer[..(Size + payload.Length)];
        message[0] = type;
        message[1] = code;
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(message[4..], rest);
        payload.CopyTo(message[Size..]);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], InternetChecksum.Compute(source, destination, IpProtocols.IcmpV6, message));
        return message.Length;
    }
}
