using Weir.Consensus;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus;

/// <summary>Which blocks may be called complete. Every block is decided at its number in seconds, in some 12 ms.</summary>
public sealed class UncertaintyTests
{
    private static ulong[] Uncertain(ConsensusReport report) =>
        [.. report.Blocks.Where(block => block.State == BlockState.Uncertain).Select(block => block.Number)];

    private static Scene Blocks(Action<Scene, ulong> before, int count = 10, ConsensusOptions? options = null)
    {
        var scene = new Scene(4, options: options);
        for (ulong block = 1; block <= (ulong)count; block++)
        {
            before(scene, block);
            scene.Decide(block, block * 1000);
        }

        return scene;
    }

    [Fact]
    public void Without_a_hole_all_blocks_are_complete() => Uncertain(Blocks((_, _) => { }).End(0, 10_900)).ShouldBeEmpty();

    [Fact]
    public void The_last_block_is_uncertain_while_its_messages_may_be_under_way()
    {
        Uncertain(Blocks((_, _) => { }).End(0, 10_100)).ShouldBe([10UL], "too little time has passed");
        var scene = new Scene(4);
        for (ulong block = 1; block <= 10; block++)
        {
            ulong now = block;
            scene.Decide(block, block * 1000, pass: (message, sender, _) => sender != 3 || now < 10 || message.Code != IbftCode.Commit);
        }

        Uncertain(scene.End(0, 10_900)).ShouldBe([10UL], "the commit of cn3 is still to come");
        Uncertain(scene.End(0, 17_900)).ShouldBe([10UL]);
    }

    [Fact]
    public void A_node_that_announces_the_last_block_is_done_with_it()
    {
        var scene = new Scene(4);
        scene.Decide(1, 1000, pass: (message, sender, _) => sender != 3 || message.Code != IbftCode.Commit);
        scene.Announce(3, 1, 1100, 1);
        Uncertain(scene.End(0, 1900)).ShouldBeEmpty();
    }

    [Fact]
    public void A_hole_between_two_blocks_touches_both()
    {
        Scene scene = Blocks((scene, block) => { if (block == 5) { scene.Doubt(2, 1, 4011, 5002); } });
        ConsensusReport report = scene.End(0, 10_900);
        Uncertain(report).ShouldBe([4UL, 5UL]);
        Uncertainty why = report.Blocks[3].Uncertainty!;
        why.Reason.ShouldBe("cn2 > cn1: gap of 1448 bytes");
        why.From.ShouldBe(4011 * Scene.Millisecond);
        why.To.ShouldBe(5002 * Scene.Millisecond);
        BlockDoubt doubt = report.Doubts.ShouldHaveSingleItem();
        (doubt.LowestBlock, doubt.HighestBlock).ShouldBe((4UL, 5UL));
    }

    [Fact]
    public void A_hole_within_one_block_touches_it_alone()
    {
        var scene = new Scene(4);
        for (ulong block = 1; block <= 10; block++)
        {
            ulong now = block;
            scene.Decide(block, block * 1000, pass: (message, sender, _) =>
            {
                if (now == 5 && sender == 2 && message.Code == IbftCode.Commit) { scene.Doubt(2, 1, 5003, 5010); }
                return true;
            });
        }

        Uncertain(scene.End(0, 10_900)).ShouldBe([5UL]);
    }

    [Fact]
    public void A_hole_that_is_told_only_at_the_end_touches_the_blocks_of_its_time()
    {
        Scene scene = Blocks((_, _) => { });
        scene.Doubt(2, 1, 4011, 5002);
        Uncertain(scene.End(0, 10_900)).ShouldBe([4UL, 5UL]);
    }

    [Fact]
    public void A_hole_without_end_touches_everything_after()
    {
        var scene = new Scene(4);
        for (ulong block = 1; block <= 10; block++)
        {
            if (block == 7) { scene.Doubt(2, 1, 6012, double.PositiveInfinity); }
            ulong now = block;
            scene.Decide(block, block * 1000, pass: (_, sender, _) => sender != 2 || now < 7);
        }

        Uncertain(scene.End(0, 10_900)).ShouldBe([6UL, 7UL, 8UL, 9UL, 10UL]);
    }

    [Fact]
    public void A_node_that_lags_behind_loses_messages_of_its_own_blocks_only()
    {
        var scene = new Scene(4);
        for (ulong block = 1; block <= 10; block++)
        {
            scene.Decide(block, block * 1000, pass: (_, sender, _) => sender != 2);
            if (block != 9) { continue; }
            scene.Pass(scene.Vote(IbftCode.Prepare, 3, 2), 2, 1, 9100);
            scene.Doubt(2, 1, 9100, 9200);
            scene.Pass(scene.Vote(IbftCode.Commit, 4, 2), 2, 1, 9200);
        }

        for (ulong block = 5; block <= 11; block++) { scene.Pass(scene.Vote(IbftCode.Commit, block, 2), 2, 1, 10_500 + block); }
        Uncertain(scene.End(0, 10_900)).ShouldBe([3UL, 4UL, 10UL, 11UL]);
    }

    [Fact]
    public void A_hole_beside_the_consensus_touches_nothing()
    {
        Scene scene = Blocks((scene, block) =>
        {
            if (block == 5) { scene.Doubt(2, 1, 4500, 5500, session: 1); }
        });
        ConsensusReport report = scene.End(0, 10_900);
        Uncertain(report).ShouldBeEmpty();
        report.Doubts[0].IsBeside.ShouldBeTrue();
    }

    [Fact]
    public void A_hole_in_the_only_connection_of_a_pair_counts_even_when_it_never_carried_a_consensus_message()
    {
        var scene = new Scene(4);
        for (ulong block = 1; block <= 10; block++)
        {
            if (block == 5) { scene.Doubt(4, 1, 4600, 5005, "no secret"); }
            scene.Decide(block, block * 1000, pass: (_, sender, to) => sender != 4 && to != 4);
        }

        Uncertain(scene.End(0, 10_900)).ShouldBe([5UL]);
    }

    [Fact]
    public void A_capture_that_begins_while_a_block_is_decided_does_not_know_it()
    {
        var scene = new Scene(4);
        for (int node = 2; node <= 4; node++) { scene.Conversation(node, 1, midStream: true, beginMs: 3005); }
        for (ulong block = 3; block <= 10; block++)
        {
            ulong now = block;
            scene.Decide(block, block * 1000, pass: (message, _, _) => now > 3 || message.Code == IbftCode.Commit);
        }

        Uncertain(scene.End(3005, 10_900)).ShouldBe([3UL]);
    }

    [Fact]
    public void A_capture_that_begins_between_two_blocks_knows_the_next_from_its_begin()
    {
        var scene = new Scene(4);
        for (int node = 2; node <= 4; node++) { scene.Conversation(node, 1, midStream: true, beginMs: 3900); }
        for (ulong block = 4; block <= 10; block++) { scene.Decide(block, block * 1000); }
        Uncertain(scene.End(3400, 10_900)).ShouldBeEmpty();
        Uncertain(scene.End(3600, 10_900)).ShouldBeEmpty("the first frame time is the earliest that was ever said");
    }

    [Fact]
    public void A_capture_that_began_in_the_middle_still_knows_its_first_whole_blocks_after_hours()
    {
        var scene = new Scene(4);
        for (int node = 2; node <= 4; node++) { scene.Conversation(node, 1, midStream: true, beginMs: 45_005); }
        for (ulong block = 45; block <= 65; block++)
        {
            ulong now = block;
            scene.Decide(block, block * 1000, round: block is 50 or 60 ? 1u : 0, pass: (message, _, _) => now > 45 || message.Code == IbftCode.Commit);
        }

        Uncertain(scene.End(45_005, 65_900)).ShouldBe([45UL]);
        for (ulong block = 66; block <= 1200; block++)
        {
            // One vote over each connection and direction is enough to go on.
            for (int node = 2; node <= 4; node++)
            {
                scene.Pass(scene.Vote(IbftCode.Commit, block, 2), node, 1, block * 1000);
                scene.Pass(scene.Vote(IbftCode.Commit, block, 2), 1, node, block * 1000);
            }
        }

        Uncertain(scene.End(45_005, 1_200_900)).Where(block => block <= 65).ShouldBe([45UL]);
    }

    [Fact]
    public void A_capture_that_loses_packets_may_have_lost_some_before_the_first_it_has_of_a_connection()
    {
        var scene = new Scene(4);
        for (int node = 2; node <= 4; node++) { scene.Conversation(node, 1, midStream: true, beginMs: 3900); }
        for (ulong block = 4; block <= 10; block++)
        {
            if (block == 8) { scene.Doubt(2, 1, 7011, 8002); }
            scene.Decide(block, block * 1000);
        }

        Uncertain(scene.End(3400, 10_900)).ShouldBe([4UL, 7UL, 8UL]);
    }

    [Fact]
    public void A_block_is_not_over_while_a_live_connection_has_not_gone_on()
    {
        var scene = new Scene(4);
        for (ulong block = 1; block <= 10; block++)
        {
            ulong now = block;
            scene.Decide(block, block * 1000, pass: (_, sender, _) => sender != 3 || now < 8);
        }

        Uncertain(scene.End(0, 10_900)).ShouldBe([7UL, 8UL, 9UL, 10UL], "cn3 may still send its votes for 7 and later");
        Uncertain(scene.End(0, 10_900 + 35_000)).ShouldBeEmpty("a connection that is silent for 30 s is closed");
    }

    [Fact]
    public void A_new_connection_of_the_pair_replaces_the_old_one()
    {
        var scene = new Scene(4);
        for (ulong block = 1; block <= 10; block++)
        {
            ulong now = block;
            scene.Decide(block, block * 1000, pass: (message, sender, to) =>
            {
                if ((sender != 3 && to != 3) || now < 6) { return true; }
                scene.Pass(message, sender, to, (now * 1000) + 15, session: 1);
                return false;
            });
        }

        Uncertain(scene.End(0, 10_900)).ShouldBeEmpty();
    }
}
