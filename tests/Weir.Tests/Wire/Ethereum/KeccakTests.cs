using System.Text.Json;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

public sealed class KeccakTests
{
    [Fact]
    public void Hash_gives_the_published_digests()
    {
        int checkedVectors = 0;
        foreach (JsonElement vector in KlaytnVectors.Get("keccak256").EnumerateArray())
        {
            Hash(vector.Bytes("input")).ShouldBe(vector.Text("output"));
            checkedVectors++;
        }
        checkedVectors.ShouldBe(2);
    }

    // Digests by another implementation (BouncyCastle's KeccakDigest) at every length around the borders of a word and of the block of 136 bytes.
    [Fact]
    public void Hash_equals_another_implementation_at_every_length_to_three_blocks()
    {
        byte[] data = RandomBytes(1, 3 * 136 + 9);
        for (int length = 0; length <= data.Length; length++)
        {
            Hash(data.AsSpan(0, length)).ShouldBe(Oracle(data.AsSpan(0, length)), $"length {length}");
        }
    }

    [Fact]
    public void State_gives_the_same_digest_however_the_bytes_are_cut()
    {
        Random random = new(2);
        byte[] data = RandomBytes(3, 1000);
        for (int run = 0; run < 200; run++)
        {
            KeccakState state = new();
            int at = 0;
            while (at < data.Length)
            {
                int count = Math.Min(data.Length - at, random.Next(0, 200));
                state.Absorb(data.AsSpan(at, count));
                at += count;
                if (random.Next(3) == 0)
                {
                    Digest(state).ShouldBe(Oracle(data.AsSpan(0, at)), $"seed 2, run {run}, at {at}");
                }
            }
            Digest(state).ShouldBe(Oracle(data), $"seed 2, run {run}");
        }
    }

    [Fact]
    public void Digest_does_not_change_the_state_and_gives_the_first_bytes_when_asked_for_fewer()
    {
        KeccakState state = new();
        state.Absorb("abc"u8);
        byte[] first = new byte[32];
        state.Digest(first);
        byte[] second = new byte[16];
        state.Digest(second);
        second.ShouldBe(first[..16]);
        byte[] odd = new byte[13];
        state.Digest(odd);
        odd.ShouldBe(first[..13]);
        Should.Throw<ArgumentOutOfRangeException>(() => state.Digest(new byte[33]));
    }

    [Fact]
    public void CopyFrom_takes_all_and_shares_nothing_and_Reset_begins_again()
    {
        KeccakState one = new();
        one.Absorb("ab"u8);
        KeccakState two = new();
        two.Absorb("something else that is forgotten"u8);
        two.CopyFrom(one);
        two.Absorb("c"u8);
        Digest(two).ShouldBe(Oracle("abc"u8));
        Digest(one).ShouldBe(Oracle("ab"u8));
        two.Reset();
        Digest(two).ShouldBe(Oracle([]));
    }

    [Fact]
    public void Hash_may_write_over_its_own_input_and_refuses_a_short_destination()
    {
        byte[] buffer = RandomBytes(4, 64);
        string expected = Oracle(buffer);
        Keccak256.Hash(buffer, buffer);
        Convert.ToHexStringLower(buffer.AsSpan(0, 32)).ShouldBe(expected);
        byte[] longer = new byte[40];
        Keccak256.Hash(buffer, longer);
        longer[32..].ShouldAllBe(b => b == 0);
        Should.Throw<ArgumentOutOfRangeException>(() => Keccak256.Hash(default, new byte[31]));
    }

    [Fact]
    public void Permute_of_zero_is_the_published_state()
    {
        // The first words of Keccak-f[1600] on the zero state (KeccakF-1600-IntermediateValues.txt of the Keccak team).
        ulong[] words = new ulong[25];
        KeccakPermutation.Permute(words);
        words[0].ShouldBe(0xF1258F7940E1DDE7UL);
        words[1].ShouldBe(0x84D5CCF933C0478AUL);
        words[24].ShouldBe(0xEAF1FF7B5CECA249UL);
        KeccakPermutation.Permute(words);
        words[0].ShouldBe(0x2D5C954DF96ECB3CUL);
        Should.Throw<ArgumentOutOfRangeException>(() => KeccakPermutation.Permute(new ulong[24]));
    }

    [Fact]
    public void Batches_of_every_width_equal_eight_single_permutations()
    {
        Random random = new(5);
        for (int run = 0; run < 20; run++)
        {
            ulong[] states = new ulong[KeccakBatch.Length];
            ulong[][] single = new ulong[KeccakBatch.Lanes][];
            for (int lane = 0; lane < KeccakBatch.Lanes; lane++)
            {
                single[lane] = new ulong[25];
                for (int word = 0; word < 25; word++)
                {
                    single[lane][word] = states[word * 8 + lane] = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
                }
                KeccakPermutation.Permute(single[lane]);
            }
            Check("chosen", KeccakBatch.Permute);
            Check("scalar", KeccakBatch.PermuteScalar);
            Check("vector 256", KeccakBatch.PermuteVector256);
            Check("vector 512", KeccakBatch.PermuteVector512);

            void Check(string width, SpanAction permute)
            {
                ulong[] copy = [.. states];
                permute(copy);
                for (int lane = 0; lane < KeccakBatch.Lanes; lane++)
                {
                    for (int word = 0; word < 25; word++)
                    {
                        copy[word * 8 + lane].ShouldBe(single[lane][word], $"{width}, lane {lane}, word {word}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Batch_refuses_a_short_array_and_touches_nothing_behind_a_long_one()
    {
        foreach (SpanAction permute in new SpanAction[] { KeccakBatch.Permute, KeccakBatch.PermuteScalar, KeccakBatch.PermuteVector256, KeccakBatch.PermuteVector512 })
        {
            Should.Throw<ArgumentOutOfRangeException>(() => permute(new ulong[199]));
            ulong[] states = new ulong[208];
            permute(states);
            states[200..].ShouldAllBe(word => word == 0);
            states[..8].ShouldAllBe(word => word == 0xF1258F7940E1DDE7UL);
        }
    }

    // AVX-512 is on few machines: its two constants are checked against the formulas that they stand for.
    [Fact]
    public void Ternary_truth_tables_mean_what_their_names_say()
    {
        for (int index = 0; index < 8; index++)
        {
            int a = index >> 2 & 1, b = index >> 1 & 1, c = index & 1;
            (KeccakVector512Lane.Xor3Table >> index & 1).ShouldBe(a ^ b ^ c);
            (KeccakVector512Lane.ChiTable >> index & 1).ShouldBe(a ^ (~b & c & 1));
        }
    }

    [Fact]
    public void Hashing_allocates_nothing()
    {
        byte[] data = RandomBytes(6, 500);
        byte[] hash = new byte[32];
        ulong[] batch = new ulong[KeccakBatch.Length];
        KeccakState state = new();
        Budget.Allocates(0, () =>
        {
            Keccak256.Hash(data, hash);
            state.Absorb(data);
            state.Digest(hash);
            KeccakBatch.Permute(batch);
        });
    }

    private delegate void SpanAction(Span<ulong> states);

    private static string Hash(ReadOnlySpan<byte> data)
    {
        byte[] hash = new byte[32];
        Keccak256.Hash(data, hash);
        return Convert.ToHexStringLower(hash);
    }

    private static string Digest(KeccakState state)
    {
        byte[] hash = new byte[32];
        state.Digest(hash);
        return Convert.ToHexStringLower(hash);
    }

    private static string Oracle(ReadOnlySpan<byte> data)
    {
        Org.BouncyCastle.Crypto.Digests.KeccakDigest digest = new(256);
        digest.BlockUpdate(data.ToArray(), 0, data.Length);
        byte[] hash = new byte[32];
        digest.DoFinal(hash, 0);
        return Convert.ToHexStringLower(hash);
    }

    private static byte[] RandomBytes(int seed, int count)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
