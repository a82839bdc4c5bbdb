namespace Weir.Wire.Ethereum;

/// <summary>The root of a list of transactions or receipts (klaytn-state 4.5).</summary>
public static class ListRoot
{
    /// <summary>The root of <paramref name="items"/>: raw transactions, type bytes included, or RLP receipts.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rule.</exception>
    public static Hash256 Compute(ListRootRule rule, IReadOnlyList<ReadOnlyMemory<byte>> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return rule switch
        {
            ListRootRule.Trie => OfTrie(items),
            ListRootRule.Pairs => OfPairs(items),
            ListRootRule.Concatenation => OfConcatenation(items),
            _ => throw new ArgumentOutOfRangeException(nameof(rule)),
        };
    }

    private static Hash256 OfTrie(IReadOnlyList<ReadOnlyMemory<byte>> items)
    {
        MerkleTrie trie = MerkleTrie.Empty;
        RlpWriter key = new(16);
        for (int i = 0; i < items.Count; i++)
        {
            key.Clear();
            key.Write((ulong)i);
            trie = trie.With(key.WrittenSpan, items[i]);
        }

        return trie.Root;
    }

    private static Hash256 OfPairs(IReadOnlyList<ReadOnlyMemory<byte>> items)
    {
        if (items.Count == 0) { return Hash256.Keccak([]); }
        Hash256[] hashes = [.. items.Select(item => Hash256.Keccak(item.Span))];
        Span<byte> pair = stackalloc byte[2 * Hash256.Size];
        for (int count = hashes.Length; count > 1; count = (count + 1) / 2)
        {
            for (int i = 0; i < count; i += 2)
            {
                hashes[i].CopyTo(pair);
                hashes[Math.Min(i + 1, count - 1)].CopyTo(pair[Hash256.Size..]);
                hashes[i / 2] = Hash256.Keccak(pair);
            }
        }

        return hashes[0];
    }

    private static Hash256 OfConcatenation(IReadOnlyList<ReadOnlyMemory<byte>> items)
    {
        KeccakState all = new();
        foreach (ReadOnlyMemory<byte> item in items) { all.Absorb(item.Span); }
        Span<byte> hash = stackalloc byte[Hash256.Size];
        all.Digest(hash);
        return new Hash256(hash);
    }
}
