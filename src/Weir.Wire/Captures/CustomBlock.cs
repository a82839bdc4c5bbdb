using System.Diagnostics.CodeAnalysis;

namespace Weir.Wire.Captures;

/// <summary>Custom Block (draft-ietf-opsawg-pcapng 4.8): what an enterprise adds; only it knows where its data end and options begin.</summary>
public readonly ref struct CustomBlock
{
    /// <summary>Bytes of the body before the data.</summary>
    public const int FixedLength = 4;

    private CustomBlock(uint enterprise, bool mayCopy, ReadOnlySpan<byte> data)
    {
        Enterprise = enterprise;
        MayCopy = mayCopy;
        Data = data;
    }

    /// <summary>IANA Private Enterprise Number.</summary>
    public uint Enterprise { get; }

    /// <summary>True when a program that does not know the content may copy it into another file.</summary>
    public bool MayCopy { get; }

    /// <summary>Data and options.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Reads the body of a Custom Block; false with what is wrong when it is too short.</summary>
    public static bool TryRead(scoped in PcapngBlock block, out CustomBlock custom, [NotNullWhen(false)] out string? error)
    {
        custom = default;
        error = BlockFields.CheckLength(block, FixedLength);
        if (error is not null) { return false; }
        custom = new CustomBlock(
            ByteOrder.ReadUInt32(block.Body, block.BigEndian), block.Type == PcapngBlockType.Custom, block.Body[FixedLength..]);
        return true;
    }

    /// <summary>Begins the block and writes number and data, padded to a multiple of four.</summary>
    public static void Write(PcapngBlockWriter writer, uint enterprise, bool mayCopy, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Begin(mayCopy ? PcapngBlockType.Custom : PcapngBlockType.CustomDoNotCopy);
        writer.UInt32(enterprise);
        writer.PaddedBytes(data);
    }
}
