using System.Numerics;

namespace Weir.Wire.Ethereum;

/// <summary>Reading a transaction.</summary>
public sealed partial class Transaction
{
    /// <summary>Most signatures of one account: a weighted key has no more keys.</summary>
    private const int MaxSignatures = AccountKey.MaxKeys;

    /// <summary>Reads a transaction that is all of <paramref name="encoded"/>; the value keeps views of it. False with the reason when it is none. Signatures are not checked.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> encoded, out Transaction? transaction, out string? error)
    {
        transaction = null;
        error = null;
        ReadOnlySpan<byte> bytes = encoded.Span;
        if (bytes.IsEmpty)
        {
            error = "transaction: empty";
            return false;
        }

        bool read;
        if (bytes[0] >= 0xC0)
        {
            read = TryReadLegacy(encoded, out transaction);
        }
        else if (bytes[0] == TransactionItems.EthereumEnvelope)
        {
            read = bytes.Length > 1 && bytes[1] is 1 or 2 && TryReadTyped(encoded, out transaction);
        }
        else
        {
            TransactionKind kind = (TransactionKind)(bytes[0] & ~7);
            bool known = bytes[0] is > 7 and <= 0x4a && (bytes[0] & 7) <= 2 && kind is not ((TransactionKind)0x18 or (TransactionKind)0x40);
            read = known && TryReadKlaytn(encoded, kind, (FeeDelegation)(bytes[0] & 7), out transaction);
        }

        if (!read) { error = $"transaction: type {bytes[0]:x2} is none, or has another form"; }
        return read;
    }

    // 4.1: [nonce, gasPrice, gas, to, value, data, v, r, s].
    private static bool TryReadLegacy(ReadOnlyMemory<byte> encoded, out Transaction? transaction)
    {
        transaction = null;
        RlpReader outer = new(encoded.Span);
        if (!outer.TryReadList(out RlpReader fields) || !outer.IsEmpty) { return false; }
        ReadOnlySpan<byte> all = fields.Remaining;
        if (!fields.TryReadUInt64(out ulong nonce) || !BlockHeader.TryReadBig(ref fields, out BigInteger price) || !fields.TryReadUInt64(out ulong gas)
            || !TryReadRecipient(ref fields, out EthereumAddress? to) || !BlockHeader.TryReadBig(ref fields, out BigInteger value) || !fields.TryReadBytes(out ReadOnlySpan<byte> data))
        {
            return false;
        }

        ReadOnlySpan<byte> signed = all[..(all.Length - fields.Remaining.Length)];
        if (!TransactionSignature.TryRead(encoded, ref fields, out TransactionSignature signature) || !fields.IsEmpty) { return false; }
        transaction = new Transaction
        {
            Kind = TransactionKind.Legacy, Nonce = nonce, GasPrice = price, Gas = gas, To = to, Value = value, Data = OwnedBytes.Slice(encoded, data), Signatures = [signature],
            Encoded = encoded, SignedFields = OwnedBytes.Slice(encoded, signed),
        };
        return true;
    }

    // 4.2: 78, 01 or 02, then a list.
    private static bool TryReadTyped(ReadOnlyMemory<byte> encoded, out Transaction? transaction)
    {
        transaction = null;
        bool dynamic = encoded.Span[1] == 2;
        BigInteger tip = default;
        RlpReader outer = new(encoded.Span[2..]);
        if (!outer.TryReadList(out RlpReader fields) || !outer.IsEmpty) { return false; }
        ReadOnlySpan<byte> all = fields.Remaining;
        if (!fields.TryReadUInt64(out ulong chain) || !fields.TryReadUInt64(out ulong nonce) || (dynamic && !BlockHeader.TryReadBig(ref fields, out tip))
            || !BlockHeader.TryReadBig(ref fields, out BigInteger price) || !fields.TryReadUInt64(out ulong gas) || !TryReadRecipient(ref fields, out EthereumAddress? to)
            || !BlockHeader.TryReadBig(ref fields, out BigInteger value) || !fields.TryReadBytes(out ReadOnlySpan<byte> data) || !TryReadAccesses(ref fields, out (int, int) accesses))
        {
            return false;
        }

        ReadOnlySpan<byte> signed = all[..(all.Length - fields.Remaining.Length)];
        if (!TransactionSignature.TryRead(encoded, ref fields, out TransactionSignature signature) || !fields.IsEmpty) { return false; }
        transaction = new Transaction
        {
            Kind = dynamic ? TransactionKind.DynamicFee : TransactionKind.AccessList, ChainId = chain, Nonce = nonce, GasPrice = price, TipCap = dynamic ? tip : null, Gas = gas, To = to,
            Value = value, Data = OwnedBytes.Slice(encoded, data), Accesses = accesses, Signatures = [signature], Encoded = encoded, SignedFields = OwnedBytes.Slice(encoded, signed),
        };
        return true;
    }

    // 4.2: the type byte, then [fields…, sigs] and for the two delegated forms the fee payer with its signatures.
    private static bool TryReadKlaytn(ReadOnlyMemory<byte> encoded, TransactionKind kind, FeeDelegation delegation, out Transaction? transaction)
    {
        transaction = null;
        RlpReader outer = new(encoded.Span[1..]);
        if (!outer.TryReadList(out RlpReader fields) || !outer.IsEmpty) { return false; }
        ReadOnlySpan<byte> all = fields.Remaining;
        if (!fields.TryReadUInt64(out ulong nonce) || !BlockHeader.TryReadBig(ref fields, out BigInteger price) || !fields.TryReadUInt64(out ulong gas)) { return false; }
        EthereumAddress? to = null;
        BigInteger value = default;
        if (HasRecipient(kind) && (!TryReadRecipient(ref fields, out to) || to is null != (kind == TransactionKind.Deploy) || !BlockHeader.TryReadBig(ref fields, out value))) { return false; }
        if (!fields.TryReadFixed(EthereumAddress.Size, out ReadOnlySpan<byte> from)) { return false; }
        ReadOnlySpan<byte> data = default;
        AccountKey? key = null;
        if (HasData(kind) && !fields.TryReadBytes(out data)) { return false; }
        if (kind == TransactionKind.AccountUpdate && (!fields.TryReadBytes(out ReadOnlySpan<byte> encodedKey) || !AccountKey.TryRead(OwnedBytes.Slice(encoded, encodedKey), out key))) { return false; }
        bool readable = false;
        ulong ratio = 0, format = 0;
        if (kind == TransactionKind.Deploy && !fields.TryReadBoolean(out readable)) { return false; }
        if (delegation == FeeDelegation.Ratio && (!fields.TryReadUInt64(out ratio) || ratio is < 1 or > 99)) { return false; }
        if (kind == TransactionKind.Deploy && !fields.TryReadUInt64(out format)) { return false; }
        ReadOnlySpan<byte> signed = all[..(all.Length - fields.Remaining.Length)];
        if (!TryReadSignatures(encoded, ref fields, out TransactionSignature[] signatures)) { return false; }
        ReadOnlySpan<byte> payer = default;
        TransactionSignature[] payerSignatures = [];
        if (delegation != FeeDelegation.None && (!fields.TryReadFixed(EthereumAddress.Size, out payer) || !TryReadSignatures(encoded, ref fields, out payerSignatures))) { return false; }
        if (!fields.IsEmpty) { return false; }
        transaction = new Transaction
        {
            Kind = kind, Delegation = delegation, Nonce = nonce, GasPrice = price, Gas = gas, To = to, Value = value, From = new EthereumAddress(from), Data = OwnedBytes.Slice(encoded, data),
            NewKey = key, HumanReadable = readable, FeeRatio = (byte)ratio, CodeFormat = format, Signatures = signatures,
            FeePayer = delegation == FeeDelegation.None ? null : new EthereumAddress(payer), FeePayerSignatures = payerSignatures,
            Encoded = encoded, SignedFields = OwnedBytes.Slice(encoded, signed),
        };
        return true;
    }

    private static bool HasRecipient(TransactionKind kind) =>
        kind is TransactionKind.ValueTransfer or TransactionKind.ValueTransferMemo or TransactionKind.Deploy or TransactionKind.Execution;

    private static bool HasData(TransactionKind kind) =>
        kind is TransactionKind.ValueTransferMemo or TransactionKind.Deploy or TransactionKind.Execution or TransactionKind.Anchoring;

    private static bool TryReadRecipient(ref RlpReader fields, out EthereumAddress? to)
    {
        to = null;
        if (!fields.TryReadBytes(out ReadOnlySpan<byte> bytes) || bytes.Length is not (0 or EthereumAddress.Size)) { return false; }
        if (!bytes.IsEmpty) { to = new EthereumAddress(bytes); }
        return true;
    }

    // [[address, [slot…]]…]
    private static bool TryReadAccesses(ref RlpReader fields, out (int Addresses, int Slots) accesses)
    {
        accesses = default;
        if (!fields.TryReadList(out RlpReader items)) { return false; }
        while (!items.IsEmpty)
        {
            if (!items.TryReadList(out RlpReader one) || !one.TryReadFixed(EthereumAddress.Size, out _) || !one.TryReadList(out RlpReader slots) || !one.IsEmpty) { return false; }
            accesses.Addresses++;
            while (!slots.IsEmpty)
            {
                if (!slots.TryReadFixed(Hash256.Size, out _)) { return false; }
                accesses.Slots++;
            }
        }

        return true;
    }

    private static bool TryReadSignatures(ReadOnlyMemory<byte> encoded, ref RlpReader fields, out TransactionSignature[] signatures)
    {
        signatures = [];
        if (!fields.TryReadList(out RlpReader items) || !items.TryCount(out int count) || count is < 1 or > MaxSignatures) { return false; }
        signatures = new TransactionSignature[count];
        for (int i = 0; i < count; i++)
        {
            if (!items.TryReadList(out RlpReader one) || !TransactionSignature.TryRead(encoded, ref one, out signatures[i]) || !one.IsEmpty) { return false; }
        }

        return true;
    }
}
