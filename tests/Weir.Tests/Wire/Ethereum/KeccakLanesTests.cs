using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

public sealed class KeccakLanesTests
{
    [Fact]
    public void Any_number_of_lanes_is_permuted_as_one_state_is_and_only_taken_lanes_change()
    {
        Random random = new(7);
        for (int run = 0; run < 200; run++)
        {
            KeccakLanes lanes = new();
            int count = random.Next(1, 9);
            uint taken = run % 5 == 0 ? (1u << count) - 1 : (uint)random.Next(1 << count);
            ulong[][] before = [.. Enumerable.Range(0, count).Select(_ => Words(random))];
            ulong[][] after = [.. before.Select(Permuted)];
            for (int lane = 0; lane < count; lane++) { KeccakBatch.Store(before[lane], lanes.States, lane); }
            lanes.Permute(count);
            for (int lane = 0; lane < count; lane++)
            {
                Lane(lanes.States, lane).ShouldBe(before[lane], $"run {run}: the states stay");
                Lane(lanes.Result, lane).ShouldBe(after[lane], $"run {run}: lane {lane} of {count}");
            }

            if (run % 5 == 0) { lanes.TakeAll(); } else { lanes.Take(taken); }
            for (int lane = 0; lane < count; lane++)
            {
                Lane(lanes.States, lane).ShouldBe((taken & (1u << lane)) != 0 ? after[lane] : before[lane], $"run {run}: lane {lane} of {count}, taken {taken:x}");
            }

            lanes.Move(count - 1, 0);
            Lane(lanes.States, 0).ShouldBe(Lane(lanes.States, count - 1));
        }
    }

    [Fact]
    public void Bytes_at_every_position_are_absorbed_as_by_one_sponge()
    {
        Random random = new(8);
        byte[] source = new byte[KeccakSponge.Rate + 16];
        random.NextBytes(source);
        for (int position = 0; position < KeccakSponge.Rate; position++)
        {
            // Whole words before the end of the block, and up to it: what remains of an item then is shorter than a word.
            foreach (int count in (int[])[KeccakSponge.Rate - position, Math.Max(8 - (position & 7), (KeccakSponge.Rate - position) & ~7)])
            {
                if (position + count > KeccakSponge.Rate) { continue; }
                KeccakLanes lanes = new();
                ulong[] words = new ulong[25];
                lanes.Absorb(3, position, source, 8, count);
                for (int i = 0; i < count; i++) { words[(position + i) >> 3] ^= (ulong)source[8 + i] << (((position + i) & 7) * 8); }
                Lane(lanes.States, 3).ShouldBe(words, $"position {position}, count {count}");
                if (position + count == KeccakSponge.Rate) { continue; }
                lanes.Pad(3, position + count);
                KeccakSponge.Pad(words, position + count);
                Lane(lanes.States, 3).ShouldBe(words);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Whole_blocks_of_four_lanes_are_absorbed_as_by_one_sponge_each(int lane)
    {
        Random random = new(9);
        byte[] source = new byte[4 * KeccakSponge.Rate];
        random.NextBytes(source);
        for (int present = 0; present < 16; present++)
        {
            KeccakLanes lanes = new();
            lanes.AbsorbBlocks(lane, Block(0), Block(1), Block(2), Block(3));
            for (int i = 0; i < 8; i++)
            {
                ulong[] words = new ulong[25];
                if (i >= lane && i < lane + 4) { _ = KeccakSponge.Absorb(words, 0, Block(i - lane)[..^(Block(i - lane).IsEmpty ? 0 : 8)]); }
                if (i >= lane && i < lane + 4 && !Block(i - lane).IsEmpty) { words[16] = BitConverter.ToUInt64(Block(i - lane)[^8..]); }
                Lane(lanes.States, i).ShouldBe(words, $"lane {i}, present {present:x}");
            }

            ReadOnlySpan<byte> Block(int index) => (present >> index & 1) != 0 ? source.AsSpan(index * KeccakSponge.Rate, KeccakSponge.Rate) : [];
        }
    }

    private static ulong[] Words(Random random) => [.. Enumerable.Range(0, 25).Select(_ => (ulong)random.NextInt64(long.MinValue, long.MaxValue))];

    private static ulong[] Permuted(ulong[] words)
    {
        ulong[] copy = [.. words];
        KeccakPermutation.Permute(copy);
        return copy;
    }

    private static ulong[] Lane(ReadOnlySpan<ulong> states, int lane)
    {
        ulong[] words = new ulong[25];
        KeccakBatch.Load(states, lane, words);
        return words;
    }
}
