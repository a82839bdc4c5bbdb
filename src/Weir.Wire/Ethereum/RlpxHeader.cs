using System.Buffers.Binary;

namespace Weir.Wire.Ethereum;

/// <summary>
/// The 16-byte header of an RLPx frame (klaytn-ibft 1.6): frame size (3 bytes, big-endian), then <c>C2 80 80</c> and ten zero bytes, the same in every frame.
/// These 104 known bits prove that a key and a place in the keystream are right (1.8).
/// </summary>
public static class RlpxHeader
{
    /// <summary>Bytes of a header.</summary>
    public const int Size = 16;

    /// <summary>Bytes of each of the two authentication codes of a frame.</summary>
    public const int MacSize = 16;

    /// <summary>Bytes of a frame on the wire beside its padded content: header, header MAC, frame MAC.</summary>
    public const int Overhead = Size + (2 * MacSize);

    /// <summary>Largest frame size that three bytes can say.</summary>
    public const int MaxFrameSize = 0xffffff;

    /// <summary>Where in the header the known bytes begin.</summary>
    public const int KnownPatternOffset = 3;

    /// <summary>The 13 known bytes of every plain header, from <see cref="KnownPatternOffset"/> to its end.</summary>
    public static ReadOnlySpan<byte> KnownPattern => [0xc2, 0x80, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>True when <paramref name="plain"/> has at least 16 bytes and all 104 known bits of a plain header. Nothing is said about its frame size.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> plain) =>
        plain.Length >= Size
        && (BinaryPrimitives.ReadUInt64BigEndian(plain) & 0xff_ffff_ffff) == 0xc2_8080_0000
        && BinaryPrimitives.ReadUInt64BigEndian(plain[8..]) == 0;

    /// <summary>The frame size in bytes that a plain header of at least 3 bytes says: message code and payload, without padding.</summary>
    public static int FrameSize(ReadOnlySpan<byte> plain) => (plain[0] << 16) | (plain[1] << 8) | plain[2];

    /// <summary>Bytes of the content with its padding to a multiple of 16.</summary>
    public static int PaddedSize(int frameSize) => (frameSize + 15) & ~15;

    /// <summary>Bytes of the whole frame on the wire: 48 + 16 * ceil(size / 16).</summary>
    public static int WireSize(int frameSize) => Overhead + PaddedSize(frameSize);

    /// <summary>Keystream blocks of 16 bytes that a frame uses: one for the header and one for each 16 bytes of padded content. The MACs use none.</summary>
    public static int KeystreamBlocks(int frameSize) => 1 + (PaddedSize(frameSize) / 16);

    /// <summary>Writes a plain header of 16 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="frameSize"/> is negative or more than <see cref="MaxFrameSize"/>.</exception>
    public static void Write(Span<byte> header, int frameSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frameSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frameSize, MaxFrameSize);
        header[0] = (byte)(frameSize >> 16);
        header[1] = (byte)(frameSize >> 8);
        header[2] = (byte)frameSize;
        KnownPattern.CopyTo(header[KnownPatternOffset..Size]);
    }
}
