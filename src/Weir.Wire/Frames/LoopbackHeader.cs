using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>The 4-byte address family that opens frames of BSD loopback captures (link types NULL and LOOP). <see cref="TryRead"/> checks the length once; no accessor can fail.</summary>
public readonly ref struct LoopbackHeader
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 4;

    private LoopbackHeader(uint family) => Family = family;

    /// <summary>Address family in the numbering of the system that captured: 2 is IPv4 everywhere; IPv6 is 24, 28 or 30 on the BSDs and macOS, 10 on Linux, 23 on Windows.</summary>
    public uint Family { get; }

    /// <summary>True when an IP packet follows.</summary>
    public bool IsIp => Family is 2 or 10 or 23 or 24 or 28 or 30;

    /// <summary>Views the header at the start of <paramref name="bytes"/>; false with the fault when they are too few.</summary>
    /// <param name="bytes">The frame.</param>
    /// <param name="networkOrder">True for LOOP, whose family is big-endian; NULL has the byte order of the capturing machine, which shows in the value: families are small numbers.</param>
    /// <param name="header">The view.</param>
    /// <param name="error">The fault.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, bool networkOrder, out LoopbackHeader header, out LengthError error)
    {
        if (bytes.Length < Size)
        {
            header = default;
            error = new LengthError("null", 0, Size, bytes.Length, "frame");
            return false;
        }

        uint family = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (!networkOrder && family > 0xffff) { family = BinaryPrimitives.ReverseEndianness(family); }
        header = new LoopbackHeader(family);
        error = default;
        return true;
    }

    /// <summary>Writes a header and returns its length.</summary>
    public static int Write(Span<byte> buffer, uint family, bool bigEndian = true)
    {
        BinaryPrimitives.WriteUInt32BigEndian(buffer, bigEndian ? family : BinaryPrimitives.ReverseEndianness(family));
        return Size;
    }
}
