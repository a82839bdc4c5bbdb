using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Weir.Wire.Captures;

/// <summary>Numbers in the byte order of a capture's writer, which each file or section chooses for itself.</summary>
internal static class ByteOrder
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort ReadUInt16(ReadOnlySpan<byte> bytes, bool bigEndian)
        => bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ReadUInt32(ReadOnlySpan<byte> bytes, bool bigEndian)
        => bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReadUInt64(ReadOnlySpan<byte> bytes, bool bigEndian)
        => bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    public static void Write(Span<byte> bytes, ushort value, bool bigEndian)
    {
        if (bigEndian) { BinaryPrimitives.WriteUInt16BigEndian(bytes, value); }
        else { BinaryPrimitives.WriteUInt16LittleEndian(bytes, value); }
    }

    public static void Write(Span<byte> bytes, uint value, bool bigEndian)
    {
        if (bigEndian) { BinaryPrimitives.WriteUInt32BigEndian(bytes, value); }
        else { BinaryPrimitives.WriteUInt32LittleEndian(bytes, value); }
    }

    public static void Write(Span<byte> bytes, ulong value, bool bigEndian)
    {
        if (bigEndian) { BinaryPrimitives.WriteUInt64BigEndian(bytes, value); }
        else { BinaryPrimitives.WriteUInt64LittleEndian(bytes, value); }
    }
}
