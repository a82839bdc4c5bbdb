using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>An IPv4 header with its options (RFC 791 3.1). <see cref="TryRead"/> checks the lengths once; no accessor can fail.</summary>
public readonly ref struct IPv4Header
{
    /// <summary>Length of a header without options, in bytes.</summary>
    public const int MinSize = 20;

    /// <summary>Length of the longest header, in bytes: the length field counts fifteen 32-bit words at most.</summary>
    public const int MaxSize = 60;

    private readonly ReadOnlySpan<byte> _bytes;

    private IPv4Header(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Length of the header with options, in bytes: the internet header length field times four (RFC 791 3.1, IHL).</summary>
    public int HeaderLength => (_bytes[0] & 15) * 4;

    /// <summary>Differentiated services code point (RFC 2474 3).</summary>
    public byte Dscp => (byte)(_bytes[1] >> 2);

    /// <summary>Explicit congestion notification, 0 to 3 (RFC 3168 5).</summary>
    public byte Ecn => (byte)(_bytes[1] & 3);

    /// <summary>Length of header and data, in bytes; 0 in a super-packet that the sending host's card had yet to cut (RFC 791 3.1).</summary>
    public ushort TotalLength => BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]);

    /// <summary>Identification, equal for the fragments of a datagram (RFC 791 3.1, RFC 6864).</summary>
    public ushort Identification => BinaryPrimitives.ReadUInt16BigEndian(_bytes[4..]);

    /// <summary>The reserved flag, which must be zero (RFC 791 3.1).</summary>
    public bool ReservedFlag => (_bytes[6] & 0x80) != 0;

    /// <summary>Don't fragment (RFC 791 3.1).</summary>
    public bool DontFragment => (_bytes[6] & 0x40) != 0;

    /// <summary>More fragments follow (RFC 791 3.1).</summary>
    public bool MoreFragments => (_bytes[6] & 0x20) != 0;

    /// <summary>Where this fragment's data lies in the datagram, in bytes: the field counts units of 8 bytes (RFC 791 3.1).</summary>
    public int FragmentOffset => (BinaryPrimitives.ReadUInt16BigEndian(_bytes[6..]) & 0x1fff) * 8;

    /// <summary>Time to live (RFC 791 3.1).</summary>
    public byte TimeToLive => _bytes[8];

    /// <summary>Protocol of the data (<see cref="IpProtocols"/>).</summary>
    public byte Protocol => _bytes[9];

    /// <summary>Header checksum as captured (RFC 791 3.1).</summary>
    public ushort Checksum => BinaryPrimitives.ReadUInt16BigEndian(_bytes[10..]);

    /// <summary>Source address.</summary>
    public IpAddress Source => IpAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(_bytes[12..]));

    /// <summary>Destination address.</summary>
    public IpAddress Destination => IpAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(_bytes[16..]));

    /// <summary>The options with their padding, 0 to 40 bytes (RFC 791 3.1).</summary>
    public ReadOnlySpan<byte> Options => _bytes[MinSize..HeaderLength];

    /// <summary>The header's bytes, over which its checksum runs.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes[..HeaderLength];

    /// <summary>The data as far as it is there: up to the total length, or to the end of the input when that is shorter or the total length is 0.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[HeaderLength..(TotalLength == 0 ? _bytes.Length : Math.Min(TotalLength, _bytes.Length))];

    /// <summary>The sum over the header: right, wrong, or absent where sending hardware had yet to fill it.</summary>
    public ChecksumVerdict VerifyChecksum() => Checksum == 0 && InternetChecksum.Compute(Bytes) != 0
        ? ChecksumVerdict.Absent
        : InternetChecksum.Compute(Bytes) == 0 ? ChecksumVerdict.Right : ChecksumVerdict.Wrong;

    /// <summary>Views the header at the start of <paramref name="bytes"/>; false with the fault when version, header length or total length do not hold.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out IPv4Header header, out LengthError error)
    {
        header = default;
        if (!TryReadFixed(bytes, out IPv4Header fixedPart, out error)) { return false; }
        int length = fixedPart.HeaderLength;
        if (bytes.Length < length)
        {
            error = new LengthError("ipv4", 0, length, bytes.Length, "frame");
            return false;
        }

        int total = fixedPart.TotalLength;
        if (total != 0 && total < length)
        {
            error = new LengthError("ipv4", 0, length, total, "ipv4.total_length");
            return false;
        }

        header = fixedPart;
        return true;
    }

    /// <summary>Views the twenty fixed bytes only: what lax decoding keeps when options or total length do not hold. <see cref="Options"/>, <see cref="Bytes"/> and <see cref="Payload"/> may then fail.</summary>
    internal static bool TryReadFixed(ReadOnlySpan<byte> bytes, out IPv4Header header, out LengthError error)
    {
        header = default;
        error = default;
        if (bytes.Length < MinSize)
        {
            error = new LengthError("ipv4", 0, MinSize, bytes.Length, "frame");
        }
        else if (bytes[0] >> 4 != 4)
        {
            error = new LengthError("ipv4", 0, MinSize, 0, "ipv4.version");
        }
        else if ((bytes[0] & 15) < 5)
        {
            error = new LengthError("ipv4", 0, MinSize, (bytes[0] & 15) * 4, "ipv4.ihl");
        }
        else
        {
            header = new IPv4Header(bytes);
        }

        return error.IsNone;
    }

    /// <summary>Writes a header with a right checksum and returns its length in bytes.</summary>
    /// <param name="buffer">Where to write: 20 bytes and the options.</param>
    /// <param name="source">An IPv4 address.</param>
    /// <param name="destination">An IPv4 address.</param>
    /// <param name="protocol">Protocol of the data.</param>
    /// <param name="payloadLength">Bytes of data behind the header.</param>
    /// <param name="timeToLive">Time to live.</param>
    /// <param name="identification">Identification.</param>
    /// <param name="fragmentOffset">Offset of the data in its datagram, in bytes, a multiple of 8.</param>
    /// <param name="moreFragments">More fragments follow.</param>
    /// <param name="dontFragment">Don't fragment.</param>
    /// <param name="trafficClass">Code point and congestion bits as one octet.</param>
    /// <param name="options">Options, padded to a multiple of 4 bytes, 40 at most.</param>
    public static int Write(
        Span<byte> buffer,
        IpAddress source,
        IpAddress destination,
        byte protocol,
        int payloadLength,
        byte timeToLive = 64,
        ushort identification = 0,
        int fragmentOffset = 0,
        bool moreFragments = false,
        bool dontFragment = false,
        byte trafficClass = 0,
        ReadOnlySpan<byte> options = default)
    {
        int length = MinSize + options.Length;
        if (length > MaxSize || length % 4 != 0) { throw new ArgumentException("IPv4 options are a multiple of 4 bytes, 40 at most.", nameof(options)); }
        Span<byte> header = buffer[..length];
        header[0] = (byte)(0x40 | (length / 4));
        header[1] = trafficClass;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(length + payloadLength));
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], identification);
        BinaryPrimitives.WriteUInt16BigEndian(header[6..], (ushort)((fragmentOffset / 8) | (moreFragments ? 0x2000 : 0) | (dontFragment ? 0x4000 : 0)));
        header[8] = timeToLive;
        header[9] = protocol;
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(header[12..], (uint)source.Low);
        BinaryPrimitives.WriteUInt32BigEndian(header[16..], (uint)destination.Low);
        options.CopyTo(header[MinSize..]);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], InternetChecksum.Compute(header));
        return length;
    }
}
