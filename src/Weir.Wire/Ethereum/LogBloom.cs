using System.Buffers.Binary;

namespace Weir.Wire.Ethereum;

/// <summary>The bloom filter of logs (klaytn-state 4.4): 2048 bits, three for each address and topic.</summary>
public static class LogBloom
{
    /// <summary>Sets the bits of an address or a topic in a filter of <see cref="BlockHeader.BloomSize"/> bytes.</summary>
    public static void Add(Span<byte> bloom, ReadOnlySpan<byte> item)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bloom.Length, BlockHeader.BloomSize);
        Span<byte> hash = stackalloc byte[Hash256.Size];
        Keccak256.Hash(item, hash);
        for (int i = 0; i < 6; i += 2)
        {
            int bit = BinaryPrimitives.ReadUInt16BigEndian(hash[i..]) & 0x7FF;
            bloom[BlockHeader.BloomSize - 1 - (bit >> 3)] |= (byte)(1 << (bit & 7));
        }
    }

    /// <summary>Sets in <paramref name="bloom"/> all bits of <paramref name="other"/>.</summary>
    public static void Merge(Span<byte> bloom, ReadOnlySpan<byte> other)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bloom.Length, other.Length);
        for (int i = 0; i < bloom.Length; i++) { bloom[i] |= other[i]; }
    }
}
