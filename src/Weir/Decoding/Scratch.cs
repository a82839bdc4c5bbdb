namespace Weir.Decoding;

/// <summary>Two buffers that grow to what is asked for and stay: one for a decrypted frame, one for its decompressed content.</summary>
internal sealed class Scratch
{
    private byte[] _frame = new byte[4096];
    private byte[] _content = new byte[8192];

    public Span<byte> Frame(int length) => Take(ref _frame, length);

    public Span<byte> Content(int length) => Take(ref _content, length);

    private static Span<byte> Take(ref byte[] buffer, int length)
    {
        if (buffer.Length < length) { buffer = new byte[Math.Max(length, 2 * buffer.Length)]; }
        return buffer.AsSpan(0, length);
    }
}
