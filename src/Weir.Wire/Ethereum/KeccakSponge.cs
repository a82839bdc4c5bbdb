using System.Buffers.Binary;

namespace Weir.Wire.Ethereum;

/// <summary>
/// The sponge around the permutation: rate 1088 bits, so 17 of the 25 words take input. A state is its words and the position of the next byte in the block.
/// Words are numbers, never reinterpreted bytes, so the code is right on machines of both byte orders.
/// </summary>
internal static class KeccakSponge
{
    /// <summary>Bytes absorbed by one permutation.</summary>
    public const int Rate = 136;

    /// <summary>Xors <paramref name="data"/> into the state from <paramref name="position"/> (0 to 135) on and returns the new position. Each full block is permuted at once.</summary>
    public static int Absorb(Span<ulong> words, int position, ReadOnlySpan<byte> data)
    {
        // Bytes up to the next word border.
        while ((position & 7) != 0 && !data.IsEmpty)
        {
            words[position >> 3] ^= (ulong)data[0] << ((position & 7) << 3);
            data = data[1..];
            position = Advance(words, position, 1);
        }
        while (data.Length >= 8)
        {
            words[position >> 3] ^= BinaryPrimitives.ReadUInt64LittleEndian(data);
            data = data[8..];
            position = Advance(words, position, 8);
        }
        foreach (byte value in data)
        {
            words[position >> 3] ^= (ulong)value << ((position & 7) << 3);
            position = Advance(words, position, 1);
        }
        return position;
    }

    /// <summary>Pads (0x01 … 0x80, the original Keccak's) and permutes: afterwards the digest stands in the first words.</summary>
    public static void Finish(Span<ulong> words, int position)
    {
        Pad(words, position);
        KeccakPermutation.Permute(words);
    }

    /// <summary>Pads only; the caller permutes.</summary>
    public static void Pad(Span<ulong> words, int position)
    {
        words[position >> 3] ^= 1UL << ((position & 7) << 3);
        words[(Rate >> 3) - 1] ^= 0x8000_0000_0000_0000;
    }

    /// <summary>Writes the state's first <paramref name="output"/>.Length bytes (at most 136).</summary>
    public static void Squeeze(ReadOnlySpan<ulong> words, Span<byte> output)
    {
        int word = 0;
        while (output.Length >= 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(output, words[word++]);
            output = output[8..];
        }
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = (byte)(words[word] >> (i << 3));
        }
    }

    private static int Advance(Span<ulong> words, int position, int count)
    {
        position += count;
        if (position != Rate)
        {
            return position;
        }
        KeccakPermutation.Permute(words);
        return 0;
    }
}
