namespace Weir.Wire.Captures;

/// <summary>What the readers of all block bodies have in common: the check that the fixed fields are there, and its sentence.</summary>
internal static class BlockFields
{
    /// <summary>Null when the body has <paramref name="fixedLength"/> bytes; else what is wrong.</summary>
    public static string? CheckLength(scoped in PcapngBlock block, int fixedLength) => block.Body.Length >= fixedLength
        ? null
        : $"{PcapngBlock.Name(block.Type)} has a body of {block.Body.Length} bytes, less than the {fixedLength} of its fixed fields";

    /// <summary>Bytes with the padding to a multiple of four.</summary>
    public static int Padded(int length) => (length + 3) & ~3;

    /// <summary>What follows the padded data, or nothing.</summary>
    public static ReadOnlySpan<byte> After(ReadOnlySpan<byte> body, int offset) => offset < body.Length ? body[offset..] : default;
}
