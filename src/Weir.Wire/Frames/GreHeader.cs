using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>
/// A GRE header: version 0 (RFC 2784, RFC 2890), and version 1, the enhanced form of PPTP (RFC 2637 4.1). <see cref="TryRead"/> checks the length once; no accessor can fail.
/// </summary>
public readonly ref struct GreHeader
{
    /// <summary>Length of a header without optional fields, in bytes.</summary>
    public const int MinSize = 4;

    private readonly ReadOnlySpan<byte> _bytes;

    private GreHeader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Checksum and a reserved word are present (RFC 2784 2.1).</summary>
    public bool HasChecksum => (_bytes[0] & 0x80) != 0;

    /// <summary>Source routes follow the fixed part (RFC 1701; RFC 2784 2.3 lets a receiver discard these).</summary>
    public bool HasRouting => (_bytes[0] & 0x40) != 0;

    /// <summary>A key is present (RFC 2890 2).</summary>
    public bool HasKey => (_bytes[0] & 0x20) != 0;

    /// <summary>A sequence number is present (RFC 2890 2).</summary>
    public bool HasSequence => (_bytes[0] & 0x10) != 0;

    /// <summary>An acknowledgement number is present: version 1 only (RFC 2637 4.1).</summary>
    public bool HasAcknowledgement => Version == 1 && (_bytes[1] & 0x80) != 0;

    /// <summary>Version: 0, or 1 for enhanced GRE (RFC 2784 2.3.1, RFC 2637 4.1).</summary>
    public byte Version => (byte)(_bytes[1] & 7);

    /// <summary>EtherType of the payload (RFC 2784 2.4).</summary>
    public ushort Protocol => BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]);

    /// <summary>Checksum over header and payload, 0 when absent (RFC 2784 2.5).</summary>
    public ushort Checksum => HasChecksum ? BinaryPrimitives.ReadUInt16BigEndian(_bytes[4..]) : (ushort)0;

    /// <summary>Key, 0 when absent (RFC 2890 2.1); in version 1 payload length and call number (RFC 2637 4.1).</summary>
    public uint Key => HasKey ? BinaryPrimitives.ReadUInt32BigEndian(_bytes[KeyOffset..]) : 0;

    /// <summary>Sequence number, 0 when absent (RFC 2890 2.2).</summary>
    public uint Sequence => HasSequence ? BinaryPrimitives.ReadUInt32BigEndian(_bytes[SequenceOffset..]) : 0;

    /// <summary>Acknowledgement number of version 1, 0 when absent (RFC 2637 4.1).</summary>
    public uint Acknowledgement => HasAcknowledgement ? BinaryPrimitives.ReadUInt32BigEndian(_bytes[(SequenceOffset + (HasSequence ? 4 : 0))..]) : 0;

    /// <summary>Length of the header with its optional fields (source routes not counted), in bytes.</summary>
    public int HeaderLength => SequenceOffset + (HasSequence ? 4 : 0) + (HasAcknowledgement ? 4 : 0);

    /// <summary>What follows the header in the input.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[HeaderLength..];

    private int KeyOffset => HasChecksum || HasRouting ? 8 : MinSize;

    private int SequenceOffset => KeyOffset + (HasKey ? 4 : 0);

    /// <summary>Views the header at the start of <paramref name="bytes"/>; false with the fault when they are too few.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out GreHeader header, out LengthError error)
    {
        header = default;
        error = default;
        if (bytes.Length < MinSize)
        {
            error = new LengthError("gre", 0, MinSize, bytes.Length, "frame");
            return false;
        }

        var gre = new GreHeader(bytes);
        if (bytes.Length < gre.HeaderLength)
        {
            error = new LengthError("gre", 0, gre.HeaderLength, bytes.Length, "frame");
            return false;
        }

        header = gre;
        return true;
    }

    /// <summary>Writes a version 0 header and returns its length in bytes. A checksum runs over the payload too: it is written when <paramref name="payload"/> already follows in its own buffer.</summary>
    /// <param name="buffer">Where to write, 16 bytes at most.</param>
    /// <param name="protocol">EtherType of the payload.</param>
    /// <param name="key">Key, or null for none.</param>
    /// <param name="sequence">Sequence number, or null for none.</param>
    /// <param name="withChecksum">Write a checksum over header and <paramref name="payload"/>.</param>
    /// <param name="payload">The payload, for the checksum only; its length must be even or it must be the last part of the packet.</param>
    public static int Write(Span<byte> buffer, ushort protocol, uint? key = null, uint? sequence = null, bool withChecksum = false, ReadOnlySpan<byte> payload = default)
    {
        int length = MinSize;
        if (withChecksum)
        {
            BinaryPrimitives.WriteUInt32BigEndian(buffer[length..], 0);
            length += 4;
        }

        if (key is { } k)
        {
            BinaryPrimitives.WriteUInt32BigEndian(buffer[length..], k);
            length += 4;
        }

        if (sequence is { } s)
        {
            BinaryPrimitives.WriteUInt32BigEndian(buffer[length..], s);
            length += 4;
        }

        int flags = (withChecksum ? 0x8000 : 0) | (key is null ? 0 : 0x2000) | (sequence is null ? 0 : 0x1000);
        BinaryPrimitives.WriteUInt16BigEndian(buffer, (ushort)flags);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], protocol);
        if (withChecksum)
        {
            // The header is a multiple of 4 bytes long, so the two sums add up.
            ushort checksum = InternetChecksum.Update(InternetChecksum.Compute(buffer[..length]), 0, (ushort)~InternetChecksum.Compute(payload));
            BinaryPrimitives.WriteUInt16BigEndian(buffer[4..], checksum);
        }

        return length;
    }
}
