using System.Buffers.Binary;

namespace Weir.Wire.Ethereum;

/// <summary>Who votes when the committee is smaller than the set of validators (klaytn-ibft 4.3).</summary>
public static class Committee
{
    /// <summary>The seed of the choice before the Randao fork: the first 15 hexadecimal digits (60 bits) of the previous block's hash as a number. After the istanbulCompatible fork the round is added.</summary>
    public static long Seed(Hash256 previousHash)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        previousHash.CopyTo(bytes);
        return BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 4;
    }

    /// <summary>
    /// The committee before the Randao fork as indices in proposer order: the proposer, the next proposer, and others drawn with Go's generator. All validators, in order, when they are not more than <paramref name="size"/>.
    /// </summary>
    /// <param name="validators">How many validators there are.</param>
    /// <param name="size">How large the committee is.</param>
    /// <param name="seed">See <see cref="Seed"/>.</param>
    /// <param name="proposer">Index of the proposer.</param>
    /// <param name="nextProposer">Index of the proposer of the next round; another one.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is none, both are the same, or the size is below 1.</exception>
    public static int[] Select(int validators, int size, long seed, int proposer, int nextProposer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (size >= validators) { return [.. Enumerable.Range(0, Math.Max(validators, 0))]; }
        ArgumentOutOfRangeException.ThrowIfNegative(proposer);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(proposer, validators);
        if (size == 1) { return [proposer]; }
        ArgumentOutOfRangeException.ThrowIfNegative(nextProposer);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(nextProposer, validators);
        ArgumentOutOfRangeException.ThrowIfEqual(nextProposer, proposer);
        int[] others = [.. Enumerable.Range(0, validators).Where(i => i != proposer && i != nextProposer)];
        GoRandom random = new(seed);
        for (int i = 0; i < others.Length; i++)
        {
            int other = random.Next(others.Length);
            (others[i], others[other]) = (others[other], others[i]);
        }

        return [proposer, nextProposer, .. others.AsSpan(0, size - 2)];
    }

    /// <summary>The mix hash of a block since the Randao fork: K(random reveal) xor the previous mix hash (both 32 bytes).</summary>
    public static Hash256 MixHash(ReadOnlySpan<byte> randomReveal, Hash256 previousMixHash)
    {
        Span<byte> mix = stackalloc byte[Hash256.Size];
        Span<byte> previous = stackalloc byte[Hash256.Size];
        Keccak256.Hash(randomReveal, mix);
        previousMixHash.CopyTo(previous);
        for (int i = 0; i < mix.Length; i++) { mix[i] ^= previous[i]; }
        return new Hash256(mix);
    }
}
