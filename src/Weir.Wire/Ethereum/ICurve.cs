namespace Weir.Wire.Ethereum;

/// <summary>
/// The curve secp256k1 as Ethereum uses it. Public keys are 64 bytes, X || Y without the leading 04; scalars, hashes and coordinates are 32 bytes, big-endian.
/// Implementations give the same bytes, may be used by several threads at once, and take whatever a wire brings: what is not valid gives false.
/// A span of another length than its name says counts as not valid.
/// </summary>
public interface ICurve
{
    /// <summary>
    /// Finds the key that signed (klaytn-ibft 3.3). <paramref name="signature65"/> is R || S || V with V from 0 to 3; signers write 0 or 1, and 27 or 28 are not taken.
    /// A high S is taken, as Go's does. False when the signature is out of range or no point answers to it.
    /// </summary>
    bool TryRecover(ReadOnlySpan<byte> hash32, ReadOnlySpan<byte> signature65, Span<byte> publicKey64);

    /// <summary>Signs deterministically (RFC 6979 with SHA-256), with a low S: R || S || V, V 0 or 1.</summary>
    /// <exception cref="ArgumentException">The private key is not in 1 … n - 1, or a length is wrong.</exception>
    void Sign(ReadOnlySpan<byte> hash32, ReadOnlySpan<byte> privateKey32, Span<byte> signature65);

    /// <summary>The X coordinate of the shared point, padded on the left (klaytn-ibft 1.2). False when a key is not valid.</summary>
    bool TryAgree(ReadOnlySpan<byte> publicKey64, ReadOnlySpan<byte> privateKey32, Span<byte> x32);

    /// <summary>The public key of a private one.</summary>
    /// <exception cref="ArgumentException">The private key is not in 1 … n - 1, or a length is wrong.</exception>
    void PublicKey(ReadOnlySpan<byte> privateKey32, Span<byte> publicKey64);

    /// <summary>True when the coordinates are those of a point on the curve.</summary>
    bool IsValid(ReadOnlySpan<byte> publicKey64);

    /// <summary>Checks R || S against a key; a high S, the malleable twin, is rejected.</summary>
    bool Verify(ReadOnlySpan<byte> hash32, ReadOnlySpan<byte> signature64, ReadOnlySpan<byte> publicKey64);
}
