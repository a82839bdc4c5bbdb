namespace Weir.Wire.Ethereum;

/// <summary>Turns a part of a buffer, found by a reader of spans, into a slice of the memory that owns it, so that values keep one array and no copies.</summary>
internal static class OwnedBytes
{
    /// <summary>The slice of <paramref name="owner"/> that <paramref name="part"/> views; empty for an empty part.</summary>
    public static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> owner, ReadOnlySpan<byte> part) =>
        !part.IsEmpty && owner.Span.Overlaps(part, out int offset) ? owner.Slice(offset, part.Length) : default;
}
