using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>A TCP header with its options (RFC 9293 3.1). <see cref="TryRead"/> checks the lengths once; no accessor can fail.</summary>
public readonly ref struct TcpHeader
{
    /// <summary>Length of a header without options, in bytes.</summary>
    public const int MinSize = 20;

    /// <summary>Length of the longest header, in bytes: the data offset counts fifteen 32-bit words at most.</summary>
    public const int MaxSize = 60;

    private readonly ReadOnlySpan<byte> _bytes;

    private TcpHeader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Source port (RFC 9293 3.1).</summary>
    public ushort SourcePort => BinaryPrimitives.ReadUInt16BigEndian(_bytes);

    /// <summary>Destination port (RFC 9293 3.1).</summary>
    public ushort DestinationPort => BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]);

    /// <summary>Sequence number of the first data byte, or of the SYN (RFC 9293 3.1).</summary>
    public uint Sequence => BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]);

    /// <summary>The next sequence number that the sender of this segment expects; it counts when the ACK bit is set (RFC 9293 3.1).</summary>
    public uint Acknowledgement => BinaryPrimitives.ReadUInt32BigEndian(_bytes[8..]);

    /// <summary>Length of the header with options, in bytes: the data offset field times four (RFC 9293 3.1).</summary>
    public int HeaderLength => (_bytes[12] >> 4) * 4;

    /// <summary>Control bits (RFC 9293 3.1; the accurate-ECN bit of RFC 9768 among them).</summary>
    public TcpFlags Flags => (TcpFlags)(BinaryPrimitives.ReadUInt16BigEndian(_bytes[12..]) & 0x1ff);

    /// <summary>The three reserved bits, which a sender sets to zero (RFC 9293 3.1).</summary>
    public byte Reserved => (byte)((_bytes[12] >> 1) & 7);

    /// <summary>Window, not yet scaled (RFC 9293 3.1, RFC 7323 2).</summary>
    public ushort Window => BinaryPrimitives.ReadUInt16BigEndian(_bytes[14..]);

    /// <summary>Checksum as captured (RFC 9293 3.1).</summary>
    public ushort Checksum => BinaryPrimitives.ReadUInt16BigEndian(_bytes[16..]);

    /// <summary>Urgent pointer; it counts when the URG bit is set (RFC 9293 3.1).</summary>
    public ushort UrgentPointer => BinaryPrimitives.ReadUInt16BigEndian(_bytes[18..]);

    /// <summary>The options with their padding, 0 to 40 bytes (RFC 9293 3.2); <see cref="TcpOptions"/> walks them.</summary>
    public ReadOnlySpan<byte> Options => _bytes[MinSize..HeaderLength];

    /// <summary>What follows the header in the input.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[HeaderLength..];

    /// <summary>Views the header at the start of <paramref name="bytes"/>; false with the fault when they are too few or the data offset is below 5.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out TcpHeader header, out LengthError error)
    {
        header = default;
        if (!TryReadFixed(bytes, out TcpHeader fixedPart, out error)) { return false; }
        if (bytes.Length < fixedPart.HeaderLength)
        {
            error = new LengthError("tcp", 0, fixedPart.HeaderLength, bytes.Length, "frame");
            return false;
        }

        header = fixedPart;
        return true;
    }

    /// <summary>Views the twenty fixed bytes only: what lax decoding keeps when the capture cut the options off. <see cref="Options"/> and <see cref="Payload"/> may then fail.</summary>
    internal static bool TryReadFixed(ReadOnlySpan<byte> bytes, out TcpHeader header, out LengthError error)
    {
        header = default;
        error = default;
        if (bytes.Length < MinSize)
        {
            error = new LengthError("tcp", 0, MinSize, bytes.Length, "frame");
        }
        else if (bytes[12] >> 4 < 5)
        {
            error = new LengthError("tcp", 0, MinSize, (bytes[12] >> 4) * 4, "tcp.data_offset");
        }
        else
        {
            header = new TcpHeader(bytes);
        }

        return error.IsNone;
    }

    /// <summary>Writes a header and returns its length in bytes. <paramref name="options"/> are padded to a multiple of 4 bytes, 40 at most.</summary>
    public static int Write(
        Span<byte> buffer,
        ushort sourcePort,
        ushort destinationPort,
        uint sequence,
        uint acknowledgement,
        TcpFlags flags,
        ushort window,
        ushort checksum = 0,
        ushort urgentPointer = 0,
        ReadOnlySpan<byte> options = default)
    {
        int length = MinSize + options.Length;
        if (length > MaxSize || length % 4 != 0) { throw new ArgumentException("TCP options are a multiple of 4 bytes, 40 at most.", nameof(options)); }
        Span<byte> header = buffer[..length];
        BinaryPrimitives.WriteUInt16BigEndian(header, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], destinationPort);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(header[8..], acknowledgement);
        BinaryPrimitives.WriteUInt16BigEndian(header[12..], (ushort)((length / 4 << 12) | ((int)flags & 0x1ff)));
        BinaryPrimitives.WriteUInt16BigEndian(header[14..], window);
        BinaryPrimitives.WriteUInt16BigEndian(header[16..], checksum);
        BinaryPrimitives.WriteUInt16BigEndian(header[18..], urgentPointer);
        options.CopyTo(header[MinSize..]);
        return length;
    }
}
