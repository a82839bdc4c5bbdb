using System.Numerics;

namespace Weir.Wire.Ethereum;

/// <summary>An account as it stands in the state trie (klaytn-state 1.3): a type byte, then RLP. Immutable.</summary>
public sealed record Account
{
    /// <summary>The Keccak-256 of no code.</summary>
    public static readonly Hash256 EmptyCode = Hash256.Keccak([]);

    /// <summary>An account that nothing has touched: what a first credit finds.</summary>
    public static readonly Account None = new();

    private const byte ExternallyOwned = 1;
    private const byte Contract = 2;

    /// <summary>Transactions sent so far.</summary>
    public ulong Nonce { get; init; }

    /// <summary>What it owns, in peb.</summary>
    public BigInteger Balance { get; init; }

    /// <summary>Who signs for it.</summary>
    public AccountKey Key { get; init; } = AccountKey.Legacy;

    /// <summary>Code and storage; null for an account of a key.</summary>
    public ContractPart? Code { get; init; }

    /// <summary>True when the end of a transaction that touched it removes it (klaytn-state 1.4).</summary>
    public bool IsEmpty => Nonce == 0 && Balance.IsZero && (Code is null ? Key.Kind == AccountKeyKind.Legacy : Code.CodeHash == EmptyCode);

    /// <summary>Reads an account that is all of <paramref name="encoded"/>; the value keeps views of it. False for another form, and for the human-readable addresses that no chain has.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> encoded, out Account? account)
    {
        account = null;
        if (encoded.IsEmpty) { return false; }
        byte type = encoded.Span[0];
        RlpReader outer = new(encoded.Span[1..]);
        if (type is not (ExternallyOwned or Contract) || !outer.TryReadList(out RlpReader fields) || !outer.IsEmpty) { return false; }
        if (type == ExternallyOwned) { return TryReadCommon(encoded, ref fields, null, out account) && fields.IsEmpty; }
        if (!fields.TryReadList(out RlpReader common) || !fields.TryReadFixed(Hash256.Size, out ReadOnlySpan<byte> storage) || !fields.TryReadFixed(Hash256.Size, out ReadOnlySpan<byte> code)
            || !fields.TryReadUInt64(out ulong info) || info > byte.MaxValue || !fields.IsEmpty)
        {
            return false;
        }

        return TryReadCommon(encoded, ref common, new ContractPart(new Hash256(storage), new Hash256(code), (byte)info), out account) && common.IsEmpty;
    }

    /// <summary>The bytes of the account.</summary>
    public byte[] Encode()
    {
        RlpWriter writer = new(128);
        writer.WriteEncoded([Code is null ? ExternallyOwned : Contract]);
        if (Code is null)
        {
            WriteCommon(writer);
            return writer.ToArray();
        }

        int list = writer.BeginList();
        WriteCommon(writer);
        writer.Write(Code.StorageRoot);
        writer.Write(Code.CodeHash);
        writer.Write((ulong)Code.CodeInfo);
        writer.EndList(list);
        return writer.ToArray();
    }

    private static bool TryReadCommon(ReadOnlyMemory<byte> owner, ref RlpReader fields, ContractPart? code, out Account? account)
    {
        account = null;
        if (!fields.TryReadUInt64(out ulong nonce) || !BlockHeader.TryReadBig(ref fields, out BigInteger balance) || !fields.TryReadBoolean(out bool readable) || readable
            || !AccountKey.TryRead(owner, ref fields, isRole: false, out AccountKey? key))
        {
            return false;
        }

        account = new Account { Nonce = nonce, Balance = balance, Key = key!, Code = code };
        return true;
    }

    private void WriteCommon(RlpWriter writer)
    {
        int list = writer.BeginList();
        writer.Write(Nonce);
        BlockHeader.WriteBig(writer, Balance);
        writer.Write(false);
        Key.Write(writer);
        writer.EndList(list);
    }
}
