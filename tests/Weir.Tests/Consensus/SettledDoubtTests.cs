using Weir.Consensus;

namespace Weir.Tests.Consensus;

/// <summary>What a loss costs afterwards: nothing, and blocks that come later are complete.</summary>
public sealed class SettledDoubtTests
{
    [Fact]
    public void After_a_loss_a_snapshot_costs_as_much_as_without_one_however_many_doubts_there_are()
    {
        var scene = new Scene(4);
        for (ulong block = 1; block <= 20; block++)
        {
            scene.Decide(block, block * 1000);
            for (int i = 0; i < 50; i++) { scene.Doubt(2 + (i % 3), 1, (block * 1000.0) + i, (block * 1000.0) + i + 3); }
        }

        for (ulong block = 21; block <= 24; block++) { scene.Decide(block, block * 1000); }
        scene.End(0, 24_900).Doubts.Count.ShouldBe(1000);
        scene.Monitor.Snapshot();
        (long visits, long settled) = (scene.Monitor.DoubtVisits, scene.Monitor.SettledVisits);
        IReadOnlyList<BlockDoubt> before = scene.Monitor.Snapshot().Doubts;
        scene.Decide(25, 25_000);
        ConsensusReport after = scene.End(0, 25_900);
        scene.Monitor.DoubtVisits.ShouldBe(visits, "doubts looked at");
        scene.Monitor.SettledVisits.ShouldBe(settled, "settled doubts asked about a block that changed");
        after.Doubts.ShouldBeSameAs(before);
        after.Blocks.Where(block => block.State == BlockState.Complete).Select(block => block.Number).ShouldBe([22ul, 23ul, 24ul, 25ul]);
        after.Blocks[9].Uncertainty!.Others.ShouldBeGreaterThanOrEqualTo(49);
    }

    [Fact]
    public void Judged_again_and_again_blocks_are_what_they_are_when_judged_once()
    {
        for (int seed = 1; seed <= 40; seed++)
        {
            Scene often = new(4), once = new(4);
            foreach (Scene scene in (Scene[])[often, once])
            {
                Random random = new(seed);
                for (ulong block = 1; block <= 8; block++)
                {
                    int deaf = random.Next(8);
                    scene.Decide(block, block * 1000, pass: (_, sender, other) => sender != deaf && other != deaf);
                    for (int i = random.Next(4); i > 0; i--)
                    {
                        // Some are told long after they began, some come over a connection that carries nothing else.
                        double to = (block * 1000.0) + random.Next(900), from = to - random.Next(random.Next(3) == 0 ? 4000 : 300);
                        scene.Doubt(2 + random.Next(3), random.Next(2) == 0 ? 1 : 4, Math.Max(from, 0), to, session: random.Next(3) == 0 ? 1 : 0);
                    }

                    if (random.Next(6) == 0 && block > 2) { scene.Decide(block - 2, (block * 1000) + 500, round: 1); }
                    if (ReferenceEquals(scene, often)) { scene.End(0, (block * 1000) + 950); }
                }

                for (ulong block = 9; block <= 12; block++)
                {
                    scene.Decide(block, block * 1000);
                    if (ReferenceEquals(scene, often)) { scene.End(0, (block * 1000) + 950); }
                }
            }

            ConsensusReport left = often.End(0, 60_000), right = once.End(0, 60_000);
            left.Blocks.Select(Told).ShouldBe(right.Blocks.Select(Told), $"seed {seed}");
            left.Doubts.Select(doubt => (doubt.From, doubt.To, doubt.LowestBlock, doubt.HighestBlock, doubt.IsBeside))
                .ShouldBe(right.Doubts.Select(doubt => (doubt.From, doubt.To, doubt.LowestBlock, doubt.HighestBlock, doubt.IsBeside)), $"seed {seed}");
        }
    }

    [Fact]
    public void Beyond_the_limit_of_doubts_later_blocks_are_complete_again()
    {
        var scene = new Scene(4, options: new ConsensusOptions { MaxDoubts = 2 });
        for (ulong block = 1; block <= 6; block++)
        {
            scene.Decide(block, block * 1000);
            if (block == 2)
            {
                for (int i = 0; i < 5; i++) { scene.Doubt(2, 1, 2010 + i, 2020 + i); }
            }
        }

        ConsensusReport report = scene.End(0, 6900);
        report.Doubts.Count.ShouldBe(2);
        report.Blocks[1].Uncertainty!.Reason.ShouldBe("limit of doubts reached");
        report.Blocks.Select(block => block.State == BlockState.Complete).ShouldBe([true, false, false, true, true, true]);
    }

    private static (ulong, BlockState, int?) Told(BlockReport block) => (block.Number, block.State, block.Uncertainty?.Others);
}
