using System.Buffers.Binary;

namespace Weir.Wire.Captures;

/// <summary>The 24 bytes at the start of a pcap file (draft-ietf-opsawg-pcap section 4).</summary>
/// <param name="Variant">Resolution of the times and form of the records.</param>
/// <param name="BigEndian">True when the writer was big-endian.</param>
/// <param name="MajorVersion">2 in every file of this century.</param>
/// <param name="MinorVersion">4; before 2.4 the two lengths of a record are, or may be, in the other order.</param>
/// <param name="SnapLength">Most bytes of a packet that the writer kept; 0 when it did not say.</param>
/// <param name="LinkTypeField">The last field: link-layer header type in the low 16 bits; of the others readers take no notice here (length of the frame check sequence, reserved).</param>
public readonly record struct PcapHeader(
    PcapVariant Variant, bool BigEndian, ushort MajorVersion, ushort MinorVersion, uint SnapLength, uint LinkTypeField)
{
    /// <summary>Bytes of the header.</summary>
    public const int Size = 24;

    private const uint MagicMicroseconds = 0xa1b2c3d4;
    private const uint MagicNanoseconds = 0xa1b23c4d;
    private const uint MagicModified = 0xa1b2cd34;
    private const uint LinkTypeMask = 0xffff;

    /// <summary>The link-layer header type (tcpdump.org/linktypes).</summary>
    public int LinkType => (int)(LinkTypeField & LinkTypeMask);

    /// <summary>True when the first four bytes are those of a pcap file; tells variant and byte order.</summary>
    public static bool TryReadMagic(ReadOnlySpan<byte> bytes, out PcapVariant variant, out bool bigEndian)
    {
        variant = default;
        bigEndian = false;
        if (bytes.Length < 4) { return false; }
        uint magic = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        bigEndian = IsMagic(magic, out variant);
        return bigEndian || IsMagic(BinaryPrimitives.ReverseEndianness(magic), out variant);
    }

    /// <summary>Reads the header; false when the magic is not a pcap file's or fewer than <see cref="Size"/> bytes are there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out PcapHeader header)
    {
        header = default;
        if (bytes.Length < Size || !TryReadMagic(bytes, out PcapVariant variant, out bool bigEndian)) { return false; }
        header = new PcapHeader(
            variant,
            bigEndian,
            ByteOrder.ReadUInt16(bytes[4..], bigEndian),
            ByteOrder.ReadUInt16(bytes[6..], bigEndian),
            ByteOrder.ReadUInt32(bytes[16..], bigEndian),
            ByteOrder.ReadUInt32(bytes[20..], bigEndian));
        return true;
    }

    /// <summary>Writes the header to the first <see cref="Size"/> bytes; the time zone and accuracy fields are 0, as the draft asks.</summary>
    public void Write(Span<byte> bytes)
    {
        bytes[..Size].Clear();
        uint magic = Variant switch
        {
            PcapVariant.Nanoseconds => MagicNanoseconds,
            PcapVariant.Modified => MagicModified,
            _ => MagicMicroseconds,
        };
        ByteOrder.Write(bytes, magic, BigEndian);
        ByteOrder.Write(bytes[4..], MajorVersion, BigEndian);
        ByteOrder.Write(bytes[6..], MinorVersion, BigEndian);
        ByteOrder.Write(bytes[16..], SnapLength, BigEndian);
        ByteOrder.Write(bytes[20..], LinkTypeField, BigEndian);
    }

    private static bool IsMagic(uint magic, out PcapVariant variant)
    {
        variant = magic switch
        {
            MagicNanoseconds => PcapVariant.Nanoseconds,
            MagicModified => PcapVariant.Modified,
            _ => PcapVariant.Microseconds,
        };
        return magic is MagicMicroseconds or MagicNanoseconds or MagicModified;
    }
}
