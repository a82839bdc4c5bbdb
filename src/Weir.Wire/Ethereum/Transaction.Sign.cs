using System.Numerics;

namespace Weir.Wire.Ethereum;

/// <summary>What is signed of a transaction, who signed it, and making one.</summary>
public sealed partial class Transaction
{
    /// <summary>The 32 bytes that the sender signs for a chain (klaytn-state 4.1, 4.2).</summary>
    public Hash256 SenderDigest(ulong chainId)
    {
        if (!IsEthereumTyped) { return Kind == TransactionKind.Legacy ? LegacyDigest(SignedFields.Span, chainId) : KlaytnDigest(null, chainId); }
        RlpWriter writer = new(SignedFields.Length + 16);
        writer.WriteEncoded([(byte)Kind]);
        int list = writer.BeginList();
        writer.WriteEncoded(SignedFields.Span);
        writer.EndList(list);
        return Hash256.Keccak(writer.WrittenSpan);
    }

    /// <summary>The 32 bytes that the fee payer signs for a chain.</summary>
    /// <exception cref="InvalidOperationException">Nobody else pays for this transaction.</exception>
    public Hash256 FeePayerDigest(ulong chainId) => KlaytnDigest(FeePayer ?? throw new InvalidOperationException("The sender pays the fee."), chainId);

    /// <summary>
    /// The sender of Ethereum's kinds, recovered from the signature. False when the signature is of another chain or not valid. Of Klaytn's kinds it is what is written: whether the signatures fit
    /// is for <see cref="IsSignedBy"/> with the account's key.
    /// </summary>
    public bool TryGetSender(ICurve curve, ulong chainId, out EthereumAddress sender)
    {
        if (From is { } from)
        {
            sender = from;
            return true;
        }

        if (_sender is { } known && known.ChainId == chainId)
        {
            sender = known.Sender;
            return true;
        }

        sender = default;
        Span<byte> key = stackalloc byte[Secp256k1.PublicKeySize];
        if ((ChainId is { } own && own != chainId) || !Signatures[0].TryRecover(curve, SenderDigest(chainId), IsEthereumTyped ? null : chainId, key)) { return false; }
        sender = EthereumAddress.FromPublicKey(key);
        _sender = new RecoveredSender(chainId, sender);
        return true;
    }

    /// <summary>True when the sender's signatures, or the fee payer's, satisfy the key of the account <paramref name="address"/> in that role.</summary>
    public bool IsSignedBy(ICurve curve, ulong chainId, EthereumAddress address, AccountKey key, bool asFeePayer)
    {
        ArgumentNullException.ThrowIfNull(key);
        IReadOnlyList<TransactionSignature> signatures = asFeePayer ? FeePayerSignatures : Signatures;
        if (signatures.Count == 0 || (ChainId is { } own && own != chainId)) { return false; }
        Hash256 digest = asFeePayer ? FeePayerDigest(chainId) : SenderDigest(chainId);
        byte[][] keys = new byte[signatures.Count][];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = new byte[Secp256k1.PublicKeySize];
            if (!signatures[i].TryRecover(curve, digest, IsEthereumTyped ? null : chainId, keys[i])) { return false; }
        }

        return key.For(asFeePayer ? AccountRole.FeePayer : SenderRole).Accepts(address, keys);
    }

    /// <summary>Gas before anything is executed (klaytn-state 4.2). Before the istanbul fork the data of Ethereum's kinds cost less, and zeros less than other bytes (4.3).</summary>
    public ulong IntrinsicGas(bool istanbul = true)
    {
        const ulong Transfer = 21_000, Creation = 53_000, DataByte = 100, OldZero = 4, OldByte = 68, PerKey = 20_000, PerAddress = 2_400, PerSlot = 1_900, PerSignature = 15_000;
        bool makes = Kind == TransactionKind.Deploy || (From is null && To is null);
        ulong zeros = (ulong)Data.Span.Count((byte)0), length = (ulong)Data.Length;
        ulong data = istanbul || From is not null ? DataByte * length : (OldZero * zeros) + (OldByte * (length - zeros));
        ulong gas = (makes ? Creation : Transfer) + data + (PerAddress * (ulong)Accesses.Addresses) + (PerSlot * (ulong)Accesses.Slots);
        if (Kind == TransactionKind.AccountUpdate) { gas += PerKey * (ulong)NewKey!.Count; }
        gas += Delegation switch { FeeDelegation.Full => 10_000UL, FeeDelegation.Ratio => 15_000UL, _ => 0UL };
        return gas + (PerSignature * (ulong)(Math.Max(Signatures.Count - 1, 0) + Math.Max(FeePayerSignatures.Count - 1, 0)));
    }

    /// <summary>Makes and signs a transfer of Ethereum's first form, the one that every wallet makes.</summary>
    /// <exception cref="ArgumentException">The private key is none.</exception>
    public static Transaction CreateTransfer(ICurve curve, ReadOnlySpan<byte> privateKey, ulong chainId, ulong nonce, BigInteger gasPrice, ulong gas, EthereumAddress to, BigInteger value)
    {
        ArgumentNullException.ThrowIfNull(curve);
        RlpWriter fields = new(128);
        fields.Write(nonce);
        BlockHeader.WriteBig(fields, gasPrice);
        fields.Write(gas);
        fields.Write(to);
        BlockHeader.WriteBig(fields, value);
        fields.Write([]);
        TransactionSignature signature = TransactionSignature.Create(curve, privateKey, LegacyDigest(fields.WrittenSpan, chainId), chainId);
        RlpWriter writer = new(192);
        int list = writer.BeginList();
        writer.WriteEncoded(fields.WrittenSpan);
        signature.Write(writer);
        writer.EndList(list);
        return TryRead(writer.ToArray(), out Transaction? transaction, out string? error) ? transaction! : throw new InvalidOperationException(error);
    }

    /// <summary>Makes and signs a transfer of Klaytn's own form (type 08).</summary>
    /// <exception cref="ArgumentException">The private key is none.</exception>
    public static Transaction CreateValueTransfer(ICurve curve, ReadOnlySpan<byte> privateKey, ulong chainId, ulong nonce, BigInteger gasPrice, ulong gas, EthereumAddress to, BigInteger value, EthereumAddress from)
    {
        ArgumentNullException.ThrowIfNull(curve);
        RlpWriter fields = new(128);
        fields.Write(nonce);
        BlockHeader.WriteBig(fields, gasPrice);
        fields.Write(gas);
        fields.Write(to);
        BlockHeader.WriteBig(fields, value);
        fields.Write(from);
        Hash256 digest = KlaytnDigest((byte)TransactionKind.ValueTransfer, fields.WrittenSpan, null, chainId);
        RlpWriter writer = new(192);
        writer.WriteEncoded([(byte)TransactionKind.ValueTransfer]);
        int list = writer.BeginList();
        writer.WriteEncoded(fields.WrittenSpan);
        int signatures = writer.BeginList();
        int one = writer.BeginList();
        TransactionSignature.Create(curve, privateKey, digest, chainId).Write(writer);
        writer.EndList(one);
        writer.EndList(signatures);
        writer.EndList(list);
        return TryRead(writer.ToArray(), out Transaction? transaction, out string? error) ? transaction! : throw new InvalidOperationException(error);
    }

    // K([nonce, gasPrice, gas, to, value, data, chainId, 0, 0]).
    private static Hash256 LegacyDigest(ReadOnlySpan<byte> fields, ulong chainId)
    {
        RlpWriter writer = new(fields.Length + 16);
        int list = writer.BeginList();
        writer.WriteEncoded(fields);
        WriteChain(writer, chainId);
        writer.EndList(list);
        return Hash256.Keccak(writer.WrittenSpan);
    }

    private Hash256 KlaytnDigest(EthereumAddress? feePayer, ulong chainId) => KlaytnDigest(Encoded.Span[0], SignedFields.Span, feePayer, chainId);

    // K([S as byte string, (fee payer,) chainId, 0, 0]), S = RLP([type, fields…]).
    private static Hash256 KlaytnDigest(byte type, ReadOnlySpan<byte> fields, EthereumAddress? feePayer, ulong chainId)
    {
        RlpWriter inner = new(fields.Length + 16);
        int innerList = inner.BeginList();
        inner.Write((ulong)type);
        inner.WriteEncoded(fields);
        inner.EndList(innerList);
        RlpWriter writer = new(fields.Length + 64);
        int list = writer.BeginList();
        writer.Write(inner.WrittenSpan);
        if (feePayer is { } payer) { writer.Write(payer); }
        WriteChain(writer, chainId);
        writer.EndList(list);
        return Hash256.Keccak(writer.WrittenSpan);
    }

    private static void WriteChain(RlpWriter writer, ulong chainId)
    {
        writer.Write(chainId);
        writer.Write(0UL);
        writer.Write(0UL);
    }
}
