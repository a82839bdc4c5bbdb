using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>One entry of an MPLS label stack (RFC 3032 2.1). <see cref="TryRead"/> checks the length once; no accessor can fail.</summary>
public readonly ref struct MplsLabel
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 4;

    private readonly uint _entry;

    private MplsLabel(uint entry) => _entry = entry;

    /// <summary>Label, 20 bits (RFC 3032 2.1).</summary>
    public uint Label => _entry >> 12;

    /// <summary>Traffic class, 3 bits (RFC 5462).</summary>
    public byte TrafficClass => (byte)((_entry >> 9) & 7);

    /// <summary>True for the last entry of the stack (RFC 3032 2.1).</summary>
    public bool IsBottom => (_entry & 0x100) != 0;

    /// <summary>Time to live (RFC 3032 2.1).</summary>
    public byte TimeToLive => (byte)_entry;

    /// <summary>Views the entry at the start of <paramref name="bytes"/>; false with the fault when they are too few.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out MplsLabel label, out LengthError error)
    {
        if (bytes.Length < Size)
        {
            label = default;
            error = new LengthError("mpls", 0, Size, bytes.Length, "frame");
            return false;
        }

        label = new MplsLabel(BinaryPrimitives.ReadUInt32BigEndian(bytes));
        error = default;
        return true;
    }

    /// <summary>Writes an entry and returns its length. Of <paramref name="label"/> the low 20 bits are used, of <paramref name="trafficClass"/> the low 3.</summary>
    public static int Write(Span<byte> buffer, uint label, bool isBottom, byte timeToLive, byte trafficClass = 0)
    {
        BinaryPrimitives.WriteUInt32BigEndian(buffer, (label << 12) | ((trafficClass & 7u) << 9) | (isBottom ? 0x100u : 0) | timeToLive);
        return Size;
    }
}
