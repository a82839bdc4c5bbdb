using System.Numerics;

namespace Weir.Wire.Ethereum;

/// <summary>
/// The key of an account (klaytn-state 1.3): who may sign for it. Two RLP items, the kind and what the kind needs; a nil key is one item. Immutable.
/// </summary>
public sealed class AccountKey
{
    /// <summary>Bytes of a compressed public key.</summary>
    public const int CompressedSize = 33;

    /// <summary>Most keys of a weighted key (klaytn-state 1.3).</summary>
    public const int MaxKeys = 10;

    /// <summary>Most roles of a role-based key.</summary>
    public const int MaxRoles = 3;

    /// <summary>The key of every new account.</summary>
    public static readonly AccountKey Legacy = new() { Kind = AccountKeyKind.Legacy };

    /// <summary>The key of contracts.</summary>
    public static readonly AccountKey Fail = new() { Kind = AccountKeyKind.Fail };

    /// <summary>No key.</summary>
    public static readonly AccountKey Nil = new() { Kind = AccountKeyKind.Nil };

    /// <summary>The kind.</summary>
    public required AccountKeyKind Kind { get; init; }

    /// <summary>What the weights of the signatures must reach; 1 for a public key, 0 for other kinds.</summary>
    public ulong Threshold { get; init; }

    /// <summary>The public keys: one of a public key, one to <see cref="MaxKeys"/> of a weighted key, else none.</summary>
    public IReadOnlyList<WeightedKey> Keys { get; init; } = [];

    /// <summary>The keys of the roles, by <see cref="AccountRole"/>: one to <see cref="MaxRoles"/> of a role-based key, else none.</summary>
    public IReadOnlyList<AccountKey> Roles { get; init; } = [];

    /// <summary>How many public keys there are in all, which is what a change to this key costs gas for (klaytn-state 4.2).</summary>
    public int Count => Kind switch
    {
        AccountKeyKind.Public => 1,
        AccountKeyKind.WeightedMultiSig => Keys.Count,
        AccountKeyKind.RoleBased => Roles.Sum(role => role.Count),
        _ => 0,
    };

    /// <summary>A key that is one compressed public key of 33 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It has another length.</exception>
    public static AccountKey OfPublicKey(ReadOnlyMemory<byte> compressed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(compressed.Length, CompressedSize);
        return new AccountKey { Kind = AccountKeyKind.Public, Threshold = 1, Keys = [new WeightedKey(1, compressed)] };
    }

    /// <summary>The key that counts for a role: of a role-based key that role's, or its first when it has none; else the key itself.</summary>
    public AccountKey For(AccountRole role) => Kind != AccountKeyKind.RoleBased ? this : Roles.Count > (int)role ? Roles[(int)role] : Roles[0];

    /// <summary>
    /// True when the public keys (64 bytes each) that signed for the account satisfy this key: the address's own, the one key, or weights that reach the threshold, each key counted once, none foreign, and
    /// not more signatures than keys.
    /// A role-based key is asked by <see cref="For"/> first.
    /// </summary>
    public bool Accepts(EthereumAddress address, IReadOnlyList<byte[]> signers)
    {
        ArgumentNullException.ThrowIfNull(signers);
        switch (Kind)
        {
            case AccountKeyKind.Legacy:
                return signers.Count == 1 && EthereumAddress.FromPublicKey(signers[0]) == address;
            case AccountKeyKind.Public:
                return signers.Count == 1 && IsKey(0, signers[0]);
            case AccountKeyKind.WeightedMultiSig:
                if (signers.Count > Keys.Count) { return false; }
                HashSet<int> counted = [];
                foreach (byte[] signer in signers)
                {
                    int index = Enumerable.Range(0, Keys.Count).FirstOrDefault(i => IsKey(i, signer), -1);
                    if (index < 0) { return false; }
                    counted.Add(index);
                }

                return SumOfWeights(counted) >= Threshold;
            default:
                return false;
        }
    }

    /// <summary>
    /// What an account's key becomes when this one is to take the place of <paramref name="old"/>: of two role-based keys, roles that are nil or missing stay as they were. Null when no account may have it:
    /// no key at all, weights of 0, a key twice, or a threshold that cannot be reached.
    /// </summary>
    public AccountKey? Replacing(AccountKey old)
    {
        ArgumentNullException.ThrowIfNull(old);
        if (Kind != AccountKeyKind.RoleBased || old.Kind != AccountKeyKind.RoleBased) { return IsInstallable() && !(Kind == AccountKeyKind.Fail && old.Kind == AccountKeyKind.Fail) ? this : null; }
        AccountKey[] roles = new AccountKey[Math.Max(Roles.Count, old.Roles.Count)];
        for (int i = 0; i < roles.Length; i++)
        {
            bool stays = i >= Roles.Count || (Roles[i].Kind == AccountKeyKind.Nil && i < old.Roles.Count);
            AccountKey? role = stays ? old.Roles[i] : Roles[i].Replacing(i < old.Roles.Count ? old.Roles[i] : Legacy);
            if (role is null) { return null; }
            roles[i] = role;
        }

        return new AccountKey { Kind = AccountKeyKind.RoleBased, Roles = roles };
    }

    /// <summary>Reads an encoded key that is all of <paramref name="encoded"/>; the value keeps views of it.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> encoded, out AccountKey? key)
    {
        RlpReader reader = new(encoded.Span);
        return TryRead(encoded, ref reader, isRole: false, out key) && reader.IsEmpty;
    }

    /// <summary>Reads the items of a key from a reader over a part of <paramref name="owner"/>.</summary>
    internal static bool TryRead(ReadOnlyMemory<byte> owner, ref RlpReader reader, bool isRole, out AccountKey? key)
    {
        key = null;
        if (!reader.TryReadUInt64(out ulong kind)) { return false; }
        switch ((AccountKeyKind)Math.Min(kind, int.MaxValue))
        {
            case AccountKeyKind.Nil:
                key = Nil;
                return true;
            case AccountKeyKind.Legacy:
                key = Legacy;
                return reader.TryReadList(out RlpReader none) && none.IsEmpty;
            case AccountKeyKind.Fail:
                key = Fail;
                return reader.TryReadList(out none) && none.IsEmpty;
            case AccountKeyKind.Public:
                if (!reader.TryReadFixed(CompressedSize, out ReadOnlySpan<byte> compressed)) { return false; }
                key = OfPublicKey(OwnedBytes.Slice(owner, compressed));
                return true;
            case AccountKeyKind.WeightedMultiSig:
                return TryReadWeighted(owner, ref reader, out key);
            case AccountKeyKind.RoleBased:
                return !isRole && TryReadRoles(owner, ref reader, out key);
            default:
                return false;
        }
    }

    /// <summary>Appends the items of the key.</summary>
    public void Write(RlpWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write((ulong)Kind);
        switch (Kind)
        {
            case AccountKeyKind.Legacy or AccountKeyKind.Fail:
                writer.EndList(writer.BeginList());
                break;
            case AccountKeyKind.Public:
                writer.Write(Keys[0].PublicKey.Span);
                break;
            case AccountKeyKind.WeightedMultiSig:
                WriteWeighted(writer);
                break;
            case AccountKeyKind.RoleBased:
                int roles = writer.BeginList();
                foreach (AccountKey role in Roles) { writer.Write(role.Encode()); }
                writer.EndList(roles);
                break;
        }
    }

    /// <summary>The encoded key: its items one after the other.</summary>
    public byte[] Encode()
    {
        RlpWriter writer = new(64);
        Write(writer);
        return writer.ToArray();
    }

    private bool IsInstallable() => Kind switch
    {
        AccountKeyKind.Nil => false,
        AccountKeyKind.WeightedMultiSig => Keys.All(key => key.Weight > 0) && Keys.Select(key => Convert.ToHexString(key.PublicKey.Span)).Distinct(StringComparer.Ordinal).Count() == Keys.Count
            && SumOfWeights(Enumerable.Range(0, Keys.Count)) is var sum && sum <= ulong.MaxValue && sum >= Threshold,
        AccountKeyKind.RoleBased => Roles.All(role => role.IsInstallable()),
        _ => true,
    };

    private BigInteger SumOfWeights(IEnumerable<int> keys) => keys.Aggregate(BigInteger.Zero, (sum, index) => sum + Keys[index].Weight);

    // A compressed key is 02 or 03 by the parity of Y, then X.
    private bool IsKey(int index, ReadOnlySpan<byte> publicKey)
    {
        ReadOnlySpan<byte> own = Keys[index].PublicKey.Span;
        return own[0] == 2 + (publicKey[^1] & 1) && own[1..].SequenceEqual(publicKey[..Secp256k1.ScalarSize]);
    }

    private static bool TryReadWeighted(ReadOnlyMemory<byte> owner, ref RlpReader reader, out AccountKey? key)
    {
        key = null;
        if (!reader.TryReadList(out RlpReader fields) || !fields.TryReadUInt64(out ulong threshold) || !fields.TryReadList(out RlpReader items) || !fields.IsEmpty
            || !items.TryCount(out int count) || count is < 1 or > MaxKeys)
        {
            return false;
        }

        WeightedKey[] keys = new WeightedKey[count];
        for (int i = 0; i < count; i++)
        {
            if (!items.TryReadList(out RlpReader one) || !one.TryReadUInt64(out ulong weight) || !one.TryReadFixed(CompressedSize, out ReadOnlySpan<byte> compressed) || !one.IsEmpty) { return false; }
            keys[i] = new WeightedKey(weight, OwnedBytes.Slice(owner, compressed));
        }

        key = new AccountKey { Kind = AccountKeyKind.WeightedMultiSig, Threshold = threshold, Keys = keys };
        return true;
    }

    private static bool TryReadRoles(ReadOnlyMemory<byte> owner, ref RlpReader reader, out AccountKey? key)
    {
        key = null;
        if (!reader.TryReadList(out RlpReader items) || !items.TryCount(out int count) || count is < 1 or > MaxRoles) { return false; }
        AccountKey[] roles = new AccountKey[count];
        for (int i = 0; i < count; i++)
        {
            if (!items.TryReadBytes(out ReadOnlySpan<byte> encoded)) { return false; }
            RlpReader inner = new(encoded);
            if (!TryRead(owner, ref inner, isRole: true, out AccountKey? role) || !inner.IsEmpty) { return false; }
            roles[i] = role!;
        }

        key = new AccountKey { Kind = AccountKeyKind.RoleBased, Roles = roles };
        return true;
    }

    private void WriteWeighted(RlpWriter writer)
    {
        int fields = writer.BeginList();
        writer.Write(Threshold);
        int keys = writer.BeginList();
        foreach (WeightedKey key in Keys)
        {
            int one = writer.BeginList();
            writer.Write(key.Weight);
            writer.Write(key.PublicKey.Span);
            writer.EndList(one);
        }

        writer.EndList(keys);
        writer.EndList(fields);
    }
}
