namespace Weir.Wire.Ethereum;

/// <summary>
/// A hexary Merkle-Patricia trie (Ethereum yellow paper, appendix D; klaytn-state 1.2) that never changes: <see cref="With"/> and <see cref="Without"/> give another one that shares
/// all nodes off the changed path, so that keeping the trie of each block costs only what that block changed. Keys and values are the caller's bytes: a secure trie is given hashed keys.
/// May be used by several threads at once.
/// </summary>
public sealed class MerkleTrie
{
    /// <summary>The root of a trie without entries: the Keccak-256 of the empty RLP string.</summary>
    public static readonly Hash256 EmptyRoot = Hash256.Keccak([0x80]);

    /// <summary>The trie without entries.</summary>
    public static readonly MerkleTrie Empty = new(null);

    /// <summary>Longest key in bytes. A walk goes as deep as a key has half bytes, so this bounds the stack; the chain's keys have 32 bytes at most.</summary>
    public const int MaxKeySize = 64;

    private readonly TrieNode? _root;

    private MerkleTrie(TrieNode? root) => _root = root;

    /// <summary>True when there are no entries.</summary>
    public bool IsEmpty => _root is null;

    /// <summary>The root: the Keccak-256 of the root node's encoding, whatever its length. Computed once for each node.</summary>
    public Hash256 Root => _root is null ? EmptyRoot : _root.Hash;

    /// <summary>Finds the value of a key.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, out ReadOnlyMemory<byte> value)
    {
        value = default;
        if (_root is null || key.Length > MaxKeySize) { return false; }
        Span<byte> nibbles = stackalloc byte[MaxKeySize * 2];
        return _root.TryGet(Split(key, nibbles), out value);
    }

    /// <summary>The trie with <paramref name="value"/> under <paramref name="key"/>, in the place of another value or new. The value is kept, not copied.</summary>
    /// <exception cref="ArgumentException">The value is empty, which a trie cannot tell from a key that is not there, or the key has more than <see cref="MaxKeySize"/> bytes.</exception>
    public MerkleTrie With(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> value)
    {
        if (value.IsEmpty) { throw new ArgumentException("A value has at least one byte.", nameof(value)); }
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, MaxKeySize);
        Span<byte> nibbles = stackalloc byte[MaxKeySize * 2];
        return new MerkleTrie(TrieNode.With(_root, Split(key, nibbles), value));
    }

    /// <summary>The trie without <paramref name="key"/>; the same one when it is not there.</summary>
    public MerkleTrie Without(ReadOnlySpan<byte> key)
    {
        if (_root is null || key.Length > MaxKeySize) { return this; }
        Span<byte> nibbles = stackalloc byte[MaxKeySize * 2];
        TrieNode? root = TrieNode.Without(_root, Split(key, nibbles));
        return ReferenceEquals(root, _root) ? this : new MerkleTrie(root);
    }

    /// <summary>All entries in the order of their keys.</summary>
    public IEnumerable<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>> Entries() => _root is null ? [] : _root.Entries([]).Select(Join);

    /// <summary>The encodings of all nodes that other nodes name by their hash, root first: what <c>NodeData</c> (klaytn-state 8.2) hands out.</summary>
    public IEnumerable<byte[]> Nodes() => _root is null ? [] : _root.Nodes(isRoot: true);

    private static ReadOnlySpan<byte> Split(ReadOnlySpan<byte> key, Span<byte> nibbles)
    {
        for (int i = 0; i < key.Length; i++)
        {
            nibbles[2 * i] = (byte)(key[i] >> 4);
            nibbles[(2 * i) + 1] = (byte)(key[i] & 0xF);
        }

        return nibbles[..(key.Length * 2)];
    }

    private static KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> Join((byte[] Nibbles, ReadOnlyMemory<byte> Value) entry)
    {
        byte[] key = new byte[entry.Nibbles.Length / 2];
        for (int i = 0; i < key.Length; i++) { key[i] = (byte)((entry.Nibbles[2 * i] << 4) | entry.Nibbles[(2 * i) + 1]); }
        return new(key, entry.Value);
    }
}
