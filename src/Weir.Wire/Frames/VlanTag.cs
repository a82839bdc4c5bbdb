using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>The 4 bytes behind a tag protocol identifier: tag control information, then the next type (IEEE 802.1Q 9.6). <see cref="TryRead"/> checks the length once; no accessor can fail.</summary>
public readonly ref struct VlanTag
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 4;

    private readonly ReadOnlySpan<byte> _bytes;

    private VlanTag(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Priority code point, 0 to 7 (IEEE 802.1Q 6.9.3).</summary>
    public byte Priority => (byte)(_bytes[0] >> 5);

    /// <summary>Drop eligible indicator (IEEE 802.1Q 9.6).</summary>
    public bool DropEligible => (_bytes[0] & 0x10) != 0;

    /// <summary>VLAN identifier, 0 to 4095; 0 is a tag that carries a priority only (IEEE 802.1Q table 9-2).</summary>
    public ushort Id => (ushort)(BinaryPrimitives.ReadUInt16BigEndian(_bytes) & 0x0fff);

    /// <summary>The next tag protocol identifier, the EtherType, or an IEEE 802.3 length.</summary>
    public ushort TypeOrLength => BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]);

    /// <summary>What follows the tag.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[Size..];

    /// <summary>Views the tag at the start of <paramref name="bytes"/>; false with the fault when they are too few.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out VlanTag tag, out LengthError error)
    {
        if (bytes.Length < Size)
        {
            tag = default;
            error = new LengthError("vlan", 0, Size, bytes.Length, "frame");
            return false;
        }

        tag = new VlanTag(bytes);
        error = default;
        return true;
    }

    /// <summary>Writes a tag and returns its length.</summary>
    /// <param name="buffer">Where to write, at least <see cref="Size"/> bytes.</param>
    /// <param name="id">VLAN identifier; its low 12 bits are used.</param>
    /// <param name="typeOrLength">What follows.</param>
    /// <param name="priority">Priority code point; its low 3 bits are used.</param>
    /// <param name="dropEligible">Drop eligible indicator.</param>
    public static int Write(Span<byte> buffer, ushort id, ushort typeOrLength, byte priority = 0, bool dropEligible = false)
    {
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], typeOrLength);
        BinaryPrimitives.WriteUInt16BigEndian(buffer, (ushort)((priority & 7) << 13 | (dropEligible ? 0x1000 : 0) | (id & 0x0fff)));
        return Size;
    }
}
