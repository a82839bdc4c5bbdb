using System.Buffers;

namespace Weir.Wire.Ethereum;

/// <summary>Reads a value of known length from hexadecimal text as people write it.</summary>
internal static class HexText
{
    /// <summary>Reads exactly as many bytes as <paramref name="bytes"/> holds, of either case, with or without 0x in front. False, and undefined bytes, when the text is anything else.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            text = text[2..];
        }
        return text.Length == bytes.Length * 2 && Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done;
    }
}
