namespace Weir.Wire.Ethereum;

/// <summary>The numbers of the curve secp256k1 (SEC 2, 2.4.1) and what depends on nothing else.</summary>
public static class Secp256k1
{
    /// <summary>Bytes of a private key, a coordinate or one half of a signature.</summary>
    public const int ScalarSize = 32;

    /// <summary>Bytes of a public key without the leading 04: X || Y.</summary>
    public const int PublicKeySize = 64;

    /// <summary>Bytes of a recoverable signature: R || S || V.</summary>
    public const int SignatureSize = 65;

    /// <summary>The number of points n, big-endian.</summary>
    public static ReadOnlySpan<byte> Order =>
    [
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE,
        0xBA, 0xAE, 0xDC, 0xE6, 0xAF, 0x48, 0xA0, 0x3B, 0xBF, 0xD2, 0x5E, 0x8C, 0xD0, 0x36, 0x41, 0x41,
    ];

    /// <summary>n / 2 rounded down: the highest S that counts as low (EIP-2).</summary>
    public static ReadOnlySpan<byte> HalfOrder =>
    [
        0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0x5D, 0x57, 0x6E, 0x73, 0x57, 0xA4, 0x50, 0x1D, 0xDF, 0xE9, 0x2F, 0x46, 0x68, 0x1B, 0x20, 0xA0,
    ];

    /// <summary>True for 32 bytes in 1 … n - 1: a private key, or a half of a signature.</summary>
    public static bool IsScalar(ReadOnlySpan<byte> scalar32) =>
        scalar32.Length == ScalarSize && scalar32.ContainsAnyExcept((byte)0) && scalar32.SequenceCompareTo(Order) < 0;

    /// <summary>True when S, 32 bytes, is not above n / 2.</summary>
    public static bool IsLowS(ReadOnlySpan<byte> s32) => s32.Length == ScalarSize && s32.SequenceCompareTo(HalfOrder) <= 0;

    /// <summary>Makes a private key from the caller's source of random bytes, which is asked again in the rare case that its bytes are no scalar.</summary>
    /// <param name="fill">Fills a span with random bytes: <c>RandomNumberGenerator.Fill</c>, or a seeded source in a test.</param>
    /// <param name="privateKey32">Gets the key.</param>
    /// <exception cref="ArgumentException"><paramref name="privateKey32"/> has another length than 32 bytes, or the source repeats bytes that are no scalar.</exception>
    public static void GeneratePrivateKey(Action<Span<byte>> fill, Span<byte> privateKey32)
    {
        ArgumentNullException.ThrowIfNull(fill);
        ArgumentOutOfRangeException.ThrowIfNotEqual(privateKey32.Length, ScalarSize);
        // One try in 2^127 fails; a hundred failures are a broken source.
        for (int tries = 0; tries < 100; tries++)
        {
            fill(privateKey32);
            if (IsScalar(privateKey32))
            {
                return;
            }
        }
        throw new ArgumentException("The source of random bytes gives no private key.", nameof(fill));
    }
}
