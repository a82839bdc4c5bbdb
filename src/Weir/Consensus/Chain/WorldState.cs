using Weir.Wire.Ethereum;

namespace Weir.Consensus.Chain;

/// <summary>
/// All accounts after a block (klaytn-state 1). Never changes: a block is executed on a <see cref="StateOverlay"/> over its parent's state, which gives another one that shares all that did not change.
/// </summary>
public sealed class WorldState
{
    /// <summary>The state without accounts.</summary>
    public static readonly WorldState Empty = new(MerkleTrie.Empty);

    internal WorldState(MerkleTrie accounts) => Accounts = accounts;

    /// <summary>The state root.</summary>
    public Hash256 Root => Accounts.Root;

    /// <summary>The trie of the accounts' encodings by the hashes of their addresses.</summary>
    public MerkleTrie Accounts { get; }

    /// <summary>The account of an address; null when there is none.</summary>
    public Account? Find(EthereumAddress address)
    {
        Span<byte> key = stackalloc byte[Hash256.Size];
        KeyOf(address, key);
        return !Accounts.TryGet(key, out ReadOnlyMemory<byte> encoded) ? null
            : Account.TryRead(encoded, out Account? account) ? account
            : throw new InvalidOperationException($"The state holds something for {address} that is no account.");
    }

    /// <summary>The state with an account; with null, without it.</summary>
    internal WorldState With(EthereumAddress address, Account? account)
    {
        Span<byte> key = stackalloc byte[Hash256.Size];
        KeyOf(address, key);
        return new WorldState(account is null ? Accounts.Without(key) : Accounts.With(key, account.Encode()));
    }

    // A secure trie: the key is the hash of the address, so that nobody can choose where an account lies.
    private static void KeyOf(EthereumAddress address, Span<byte> key)
    {
        Span<byte> bytes = stackalloc byte[EthereumAddress.Size];
        address.CopyTo(bytes);
        Keccak256.Hash(bytes, key);
    }
}
