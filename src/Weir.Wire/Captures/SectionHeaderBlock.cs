using System.Diagnostics.CodeAnalysis;

namespace Weir.Wire.Captures;

/// <summary>Section Header Block (draft-ietf-opsawg-pcapng 4.1): begins a section and tells its byte order.</summary>
public readonly ref struct SectionHeaderBlock
{
    /// <summary>Bytes of the body before the options.</summary>
    public const int FixedLength = 16;
    /// <summary>shb_hardware: text.</summary>
    public const ushort HardwareOption = 2;
    /// <summary>shb_os: text.</summary>
    public const ushort OsOption = 3;
    /// <summary>shb_userappl: text.</summary>
    public const ushort ApplicationOption = 4;

    private const uint OrderMagic = 0x1a2b_3c4d;

    private SectionHeaderBlock(scoped in PcapngBlock block)
    {
        MajorVersion = ByteOrder.ReadUInt16(block.Body[4..], block.BigEndian);
        MinorVersion = ByteOrder.ReadUInt16(block.Body[6..], block.BigEndian);
        SectionLength = unchecked((long)ByteOrder.ReadUInt64(block.Body[8..], block.BigEndian));
        Options = block.Body[FixedLength..];
        BigEndian = block.BigEndian;
    }

    /// <summary>Byte order of the section.</summary>
    public bool BigEndian { get; }

    /// <summary>1 is the only one there is.</summary>
    public ushort MajorVersion { get; }

    /// <summary>0, or 2 from a writer that misread the draft.</summary>
    public ushort MinorVersion { get; }

    /// <summary>Bytes of the section after this block; -1 when the writer did not say.</summary>
    public long SectionLength { get; }

    /// <summary>The options.</summary>
    public ReadOnlySpan<byte> Options { get; }

    /// <summary>Reads the body of a Section Header Block; false with what is wrong when it is too short or of another version.</summary>
    public static bool TryRead(scoped in PcapngBlock block, out SectionHeaderBlock section, [NotNullWhen(false)] out string? error)
    {
        section = default;
        error = BlockFields.CheckLength(block, FixedLength);
        if (error is not null) { return false; }
        section = new SectionHeaderBlock(block);
        if (section.MajorVersion != 1 || section.MinorVersion is not (0 or 2))
        {
            error = $"the section has version {section.MajorVersion}.{section.MinorVersion}; 1.0 is what is understood";
            return false;
        }

        return true;
    }

    /// <summary>Writes the fixed part of the body into a block that was begun; options may follow.</summary>
    /// <param name="writer">The block's writer.</param>
    /// <param name="sectionLength">Bytes of the section after this block; -1 when not known.</param>
    public static void Write(PcapngBlockWriter writer, long sectionLength)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Begin(PcapngBlockType.SectionHeader);
        writer.UInt32(OrderMagic);
        writer.UInt16(1);
        writer.UInt16(0);
        writer.UInt64(unchecked((ulong)sectionLength));
    }
}
