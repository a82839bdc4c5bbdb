namespace Weir.Wire.Ethereum;

/// <summary>One signature of a transaction (klaytn-state 4.1): V with the chain id in it (or the parity alone, in Ethereum's kinds), R and S.</summary>
/// <param name="V">35 + 2 × chain id + 0 or 1; of Ethereum's kinds 0 or 1.</param>
/// <param name="R">The first half, at most 32 bytes without leading zeros.</param>
/// <param name="S">The second half.</param>
public readonly record struct TransactionSignature(ulong V, ReadOnlyMemory<byte> R, ReadOnlyMemory<byte> S)
{
    private const ulong FirstWithChain = 35;

    /// <summary>Reads the three items; the value keeps views of <paramref name="owner"/>.</summary>
    internal static bool TryRead(ReadOnlyMemory<byte> owner, ref RlpReader reader, out TransactionSignature signature)
    {
        signature = default;
        if (!reader.TryReadUInt64(out ulong v) || !reader.TryReadInteger(out ReadOnlySpan<byte> r) || !reader.TryReadInteger(out ReadOnlySpan<byte> s)
            || r.Length > Secp256k1.ScalarSize || s.Length > Secp256k1.ScalarSize)
        {
            return false;
        }

        signature = new TransactionSignature(v, OwnedBytes.Slice(owner, r), OwnedBytes.Slice(owner, s));
        return true;
    }

    /// <summary>Signs a digest for a chain: V has the chain id in it, or is the parity alone when <paramref name="chainId"/> is null.</summary>
    internal static TransactionSignature Create(ICurve curve, ReadOnlySpan<byte> privateKey, Hash256 digest, ulong? chainId)
    {
        byte[] signature = EthereumSignature.Sign(curve, digest, privateKey);
        ulong parity = signature[64];
        return new TransactionSignature(
            chainId is { } id ? checked(FirstWithChain + (2 * id) + parity) : parity, signature.AsMemory(0, 32).TrimStart((byte)0), signature.AsMemory(32, 32).TrimStart((byte)0));
    }

    internal void Write(RlpWriter writer)
    {
        writer.Write(V);
        writer.WriteInteger(R.Span);
        writer.WriteInteger(S.Span);
    }

    /// <summary>
    /// Recovers the public key (64 bytes) that signed <paramref name="digest"/>. False when V is of another chain (or, with <paramref name="chainId"/> null, no parity), S lies in the upper half, or no key answers.
    /// </summary>
    public bool TryRecover(ICurve curve, Hash256 digest, ulong? chainId, Span<byte> publicKey64)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ulong parity = V;
        if (chainId is { } id)
        {
            // A chain id that is too large for V has no signatures.
            if (id > (ulong.MaxValue - FirstWithChain - 1) / 2 || V < FirstWithChain + (2 * id)) { return false; }
            parity = V - FirstWithChain - (2 * id);
        }

        if (parity > 1 || R.Length > Secp256k1.ScalarSize || S.Length > Secp256k1.ScalarSize) { return false; }
        Span<byte> signature = stackalloc byte[Secp256k1.SignatureSize];
        signature.Clear();
        R.Span.CopyTo(signature[(32 - R.Length)..]);
        S.Span.CopyTo(signature[(64 - S.Length)..]);
        signature[64] = (byte)parity;
        Span<byte> hash = stackalloc byte[Hash256.Size];
        digest.CopyTo(hash);
        return Secp256k1.IsLowS(signature[32..64]) && curve.TryRecover(hash, signature, publicKey64);
    }
}
