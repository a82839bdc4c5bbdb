using System.Diagnostics.CodeAnalysis;

namespace Weir.Wire.Captures;

/// <summary>One block of a pcapng file: type, total length, body, total length again (draft-ietf-opsawg-pcapng 3.1). A view of the bytes it was read from.</summary>
public readonly ref struct PcapngBlock
{
    /// <summary>Bytes around the body: type, length and the length again.</summary>
    public const int Overhead = 12;

    /// <summary>Bytes that <see cref="TryReadLength"/> needs.</summary>
    public const int PrefixLength = 12;

    private const uint OrderMagic = 0x1a2b_3c4d;
    private const uint OrderMagicReversed = 0x4d3c_2b1a;

    private PcapngBlock(PcapngBlockType type, ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        Type = type;
        Bytes = bytes;
        BigEndian = bigEndian;
    }

    /// <summary>What the block is; may be a number that has no name here.</summary>
    public PcapngBlockType Type { get; }

    /// <summary>The whole block as it was read, from its type to its second length, padding included.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The bytes between the two lengths; none of a block that was not read.</summary>
    public ReadOnlySpan<byte> Body => Bytes.IsEmpty ? default : Bytes[8..^4];

    /// <summary>Byte order of the section that the block lies in.</summary>
    public bool BigEndian { get; }

    /// <summary>True for a Custom Block and for one of a type that has no name here: only whoever made it knows its content.</summary>
    public bool IsOpaque => IsOpaqueType(Type);

    /// <summary>Whether blocks of this type are <see cref="IsOpaque"/>.</summary>
    public static bool IsOpaqueType(PcapngBlockType type) => type is not (
        PcapngBlockType.SectionHeader or PcapngBlockType.InterfaceDescription or PcapngBlockType.Packet or PcapngBlockType.SimplePacket or PcapngBlockType.EnhancedPacket
        or PcapngBlockType.NameResolution or PcapngBlockType.InterfaceStatistics or PcapngBlockType.DecryptionSecrets);

    /// <summary>
    /// Reads type and total length from the first <see cref="PrefixLength"/> bytes of a block. A section header tells its own byte order;
    /// all others have that of their section.
    /// </summary>
    /// <param name="bytes">At least <see cref="PrefixLength"/> bytes.</param>
    /// <param name="bigEndian">In: order of the section. Out: order of the block.</param>
    /// <param name="type">The block's type.</param>
    /// <param name="length">Bytes of the whole block as it lies in the file; at least <see cref="Overhead"/>, at most <see cref="CaptureLimits.BlockLength"/> when true is returned.</param>
    /// <param name="error">Null, or what is wrong, as a sentence without a full stop.</param>
    public static bool TryReadLength(
        ReadOnlySpan<byte> bytes, ref bool bigEndian, out PcapngBlockType type, out int length, [NotNullWhen(false)] out string? error)
    {
        length = 0;
        type = (PcapngBlockType)ByteOrder.ReadUInt32(bytes, bigEndian);
        if (type == PcapngBlockType.SectionHeader)
        {
            switch (ByteOrder.ReadUInt32(bytes[8..], bigEndian: false))
            {
                case OrderMagic: bigEndian = false; break;
                case OrderMagicReversed: bigEndian = true; break;
                default:
                    error = "the section header's byte-order magic is wrong";
                    return false;
            }
        }

        uint total = ByteOrder.ReadUInt32(bytes[4..], bigEndian);
        if (total < Overhead)
        {
            error = $"{Name(type)} says it is {total} bytes long, less than the {Overhead} that any block has";
            return false;
        }

        if (total > CaptureLimits.BlockLength)
        {
            error = $"{Name(type)} says it is {total} bytes long, more than the limit of {CaptureLimits.BlockLength}";
            return false;
        }

        // The draft asks for a multiple of four; writers that forgot the padding still pad what they write.
        length = (int)((total + 3) & ~3u);
        error = null;
        return true;
    }

    /// <summary>Reads the block of which all <c>length</c> bytes (see <see cref="TryReadLength"/>) are there; compares the two lengths.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, bool bigEndian, out PcapngBlock block, [NotNullWhen(false)] out string? error)
    {
        PcapngBlockType type = (PcapngBlockType)ByteOrder.ReadUInt32(bytes, bigEndian);
        uint first = ByteOrder.ReadUInt32(bytes[4..], bigEndian);
        uint second = ByteOrder.ReadUInt32(bytes[^4..], bigEndian);
        if (first != second)
        {
            block = default;
            error = $"the two lengths of {Name(type)} differ: {first} and {second}";
            return false;
        }

        block = new PcapngBlock(type, bytes, bigEndian);
        error = null;
        return true;
    }

    /// <summary>The block's name as the draft has it, with an article (<c>an Enhanced Packet Block</c>).</summary>
    public static string Name(PcapngBlockType type) => type switch
    {
        PcapngBlockType.SectionHeader => "a Section Header Block",
        PcapngBlockType.InterfaceDescription => "an Interface Description Block",
        PcapngBlockType.Packet => "a Packet Block",
        PcapngBlockType.SimplePacket => "a Simple Packet Block",
        PcapngBlockType.NameResolution => "a Name Resolution Block",
        PcapngBlockType.InterfaceStatistics => "an Interface Statistics Block",
        PcapngBlockType.EnhancedPacket => "an Enhanced Packet Block",
        PcapngBlockType.DecryptionSecrets => "a Decryption Secrets Block",
        PcapngBlockType.Custom or PcapngBlockType.CustomDoNotCopy => "a Custom Block",
        _ => $"a block of type 0x{(uint)type:x8}",
    };
}
