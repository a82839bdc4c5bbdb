namespace Weir.Wire.Ethereum;

/// <summary>Signatures as Klaytn makes them (klaytn-ibft 3.3): 65 bytes R || S || V with V 0 or 1, over a Keccak hash, whose signer is recovered from the signature.</summary>
internal static class EthereumSignature
{
    /// <summary>Bytes of a signature.</summary>
    public const int Size = 65;

    /// <summary>The address whose key made <paramref name="signature"/> over <paramref name="digest"/>; false when the signature has another length or recovers to nothing.</summary>
    public static bool TryRecover(ICurve curve, Hash256 digest, ReadOnlySpan<byte> signature, out EthereumAddress signer)
    {
        signer = default;
        Span<byte> hash = stackalloc byte[Hash256.Size];
        Span<byte> publicKey = stackalloc byte[64];
        digest.CopyTo(hash);
        if (signature.Length != Size || !curve.TryRecover(hash, signature, publicKey)) { return false; }
        signer = EthereumAddress.FromPublicKey(publicKey);
        return true;
    }

    /// <summary>The signature over <paramref name="digest"/>: always the same for the same key and digest (RFC 6979).</summary>
    public static byte[] Sign(ICurve curve, Hash256 digest, ReadOnlySpan<byte> privateKey)
    {
        Span<byte> hash = stackalloc byte[Hash256.Size];
        digest.CopyTo(hash);
        byte[] signature = new byte[Size];
        curve.Sign(hash, privateKey, signature);
        return signature;
    }
}
