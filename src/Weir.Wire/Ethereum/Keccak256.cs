namespace Weir.Wire.Ethereum;

/// <summary>
/// Keccak-256 with the original 0x01 padding, as Ethereum uses it. It is not SHA3-256 of FIPS 202, which pads with 0x06.
/// For data that arrives in parts see <see cref="KeccakState"/>, for eight flows at once <see cref="KeccakBatch"/>.
/// </summary>
public static class Keccak256
{
    /// <summary>Bytes of a digest.</summary>
    public const int Size = 32;

    /// <summary>Writes the digest of <paramref name="data"/> to the first 32 bytes of <paramref name="hash"/>, which may overlap the data. Allocates nothing.</summary>
    /// <exception cref="ArgumentException"><paramref name="hash"/> is shorter than 32 bytes.</exception>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hash.Length, Size);
        Span<ulong> words = stackalloc ulong[KeccakPermutation.Words];
        words.Clear();
        int position = KeccakSponge.Absorb(words, 0, data);
        KeccakSponge.Finish(words, position);
        KeccakSponge.Squeeze(words, hash[..Size]);
    }
}
