using Weir.Reassembly;

namespace Weir.Tests.Reassembly;

/// <summary>What was put into the index of conversations is found again, whatever came and went meanwhile, also where buckets overflow.</summary>
public class FlowIndexTests
{
    [Theory]
    [InlineData(32, uint.MaxValue)]
    // So few hashes that most of what is in the index lies in another bucket than its own.
    [InlineData(64, 3u)]
    [InlineData(256, 0x8000_0010u)]
    public void Numbers_come_and_go(int capacity, uint mask)
    {
        var random = new Random(capacity);
        var index = new FlowIndex(capacity);
        var hashes = new Dictionary<int, uint>();
        for (int step = 0; step < 20_000; step++)
        {
            int number = random.Next(capacity);
            if (hashes.Remove(number, out uint hash))
            {
                index.Remove(hash, number);
            }
            else
            {
                hash = (uint)random.NextInt64() & mask;
                hashes.Add(number, hash);
                index.Add(hash, number);
            }

            if (step % 97 == 0) { Check(index, hashes, mask); }
        }

        Check(index, hashes, mask);
        var larger = new FlowIndex(2 * capacity);
        larger.AddAll(index);
        Check(larger, hashes, mask);
    }

    [Fact]
    public void A_number_takes_the_place_of_another()
    {
        var index = new FlowIndex(8);
        for (int number = 0; number < 5; number++) { index.Add(7, number); }
        index.Renumber(7, 4, 99);
        All(index, 7).ShouldBe([0, 1, 2, 3, 99]);
        Should.Throw<InvalidOperationException>(() => index.Remove(7, 4));
    }

    private static void Check(FlowIndex index, Dictionary<int, uint> hashes, uint mask)
    {
        foreach (IGrouping<uint, int> same in hashes.GroupBy(pair => pair.Value, pair => pair.Key))
        {
            All(index, same.Key).ShouldBe(same, ignoreOrder: true);
            if (mask == uint.MaxValue && hashes.Count < 8) { same.ShouldContain(index.Guess(same.Key)); }
        }

        All(index, 0x5555_5555).ShouldBe(hashes.Where(pair => pair.Value == 0x5555_5555).Select(pair => pair.Key), ignoreOrder: true);
    }

    private static List<int> All(FlowIndex index, uint hash)
    {
        var found = new List<int>();
        uint position = 0;
        while (index.Next(hash, ref position) is var number && number >= 0) { found.Add(number); }
        return found;
    }
}
