using Weir.Consensus;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus;

public sealed class ConsensusMonitorTests
{
    [Theory]
    [InlineData(4, 3)]
    [InlineData(7, 5)]
    [InlineData(22, 15)]
    public void A_healthy_block_is_counted_by_direction_peer_kind_and_sender(int n, int quorum)
    {
        var scene = new Scene(n);
        for (ulong block = 1; block <= 4; block++) { scene.Decide(block, block * 1000); }
        ConsensusReport report = scene.End(0, 4900);

        report.OwnNode.ShouldBe("cn1");
        report.Blocks.Count.ShouldBe(4);
        BlockReport second = report.Blocks[1];
        second.State.ShouldBe(BlockState.Complete);
        second.Voters.ShouldBe(n);
        second.Quorum.ShouldBe(quorum);
        second.Commits.ShouldBe(n);
        second.Round.ShouldBe(0UL);
        second.Proposer.ShouldBe(scene.Addresses[scene.ProposerOf(2)]);
        second.Hash.ShouldBe(scene.Proposal(2).Header.Hash);
        second.PreprepareToQuorum!.Value.TotalMilliseconds.ShouldBe(10 + (quorum * 0.1), 0.001);
        second.Distinct.Count(row => row is { Direction: PointDirection.In, Code: IbftCode.Commit }).ShouldBe(n - 1);
        second.Distinct.Count(row => row is { Direction: PointDirection.Out, Code: IbftCode.Commit }).ShouldBe(1);
        second.Frames.Count(row => row is { Direction: PointDirection.Out, Code: IbftCode.Prepare }).ShouldBe(n - 1);
        second.Frames.ShouldAllBe(row => row.Frames == 1);
        report.SignersRight.ShouldBe(report.Messages);
        report.Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Relays_count_as_frames_and_not_as_messages()
    {
        var scene = new Scene(4);
        IbftMessage vote = scene.Vote(IbftCode.Prepare, 5, 2);
        scene.Pass(vote, 2, 1, 1);
        scene.Pass(Scene.Copy(vote), 3, 1, 2);
        scene.Pass(Scene.Copy(vote), 4, 1, 3);
        scene.Pass(Scene.Copy(vote), 4, 1, 4);
        scene.Pass(Scene.Copy(vote), 1, 3, 5);
        ConsensusReport report = scene.End(0, 10);

        BlockReport block = report.Blocks.ShouldHaveSingleItem();
        block.Frames.ShouldBe([
            new FrameRow(PointDirection.In, "cn2", 0, IbftCode.Prepare, "cn2", 1),
            new FrameRow(PointDirection.In, "cn3", 0, IbftCode.Prepare, "cn2", 1),
            new FrameRow(PointDirection.In, "cn4", 0, IbftCode.Prepare, "cn2", 2),
            new FrameRow(PointDirection.Out, "cn3", 0, IbftCode.Prepare, "cn2", 1)]);
        block.Distinct.ShouldBe([
            new DistinctRow(PointDirection.In, 0, IbftCode.Prepare, "cn2", 1),
            new DistinctRow(PointDirection.Out, 0, IbftCode.Prepare, "cn2", 1)]);
        report.Frames.ShouldBe(5);
        report.Messages.ShouldBe(1);
    }

    [Fact]
    public void The_echo_of_an_own_message_is_an_incoming_frame_with_the_own_node_as_sender()
    {
        var scene = new Scene(4);
        IbftMessage own = scene.Vote(IbftCode.Commit, 5, 1);
        scene.Pass(own, 1, 2, 1);
        scene.Pass(own, 2, 1, 2);
        scene.End(0, 10).Blocks[0].Frames.ShouldBe([
            new FrameRow(PointDirection.In, "cn2", 0, IbftCode.Commit, "cn1", 1),
            new FrameRow(PointDirection.Out, "cn2", 0, IbftCode.Commit, "cn1", 1)]);
    }

    [Fact]
    public void A_vote_in_anothers_name_is_counted_under_the_claimed_name_found_and_no_part_of_the_quorum()
    {
        var scene = new Scene(4);
        scene.Decide(1, 0, pass: (message, sender, _) => !(message.Code == IbftCode.Commit && sender >= 3));
        scene.Pass(scene.Vote(IbftCode.Commit, 1, 2, claimed: 3), 2, 1, 30);
        BlockReport block = scene.End(0, 100).Blocks[0];

        block.IsDecided.ShouldBeFalse();
        block.Commits.ShouldBe(2);
        block.Round.ShouldBeNull();
        block.PreprepareToQuorum.ShouldBeNull();
        block.Frames.ShouldContain(new FrameRow(PointDirection.In, "cn2", 0, IbftCode.Commit, "cn3", 1));
        ConsensusReport report = scene.Monitor.Snapshot();
        report.SignersWrong.ShouldBe(1);
        Finding finding = report.Findings.First(found => found.Kind == FindingKind.SignerDiffers);
        finding.Claimed.ShouldBe(scene.Addresses[3]);
        finding.Signer.ShouldBe(scene.Addresses[2]);
        finding.Block.ShouldBe(1UL);
    }

    [Fact]
    public void Two_proposals_of_one_node_in_one_round_are_an_equivocation()
    {
        var scene = new Scene(4);
        scene.Pass(scene.Preprepare(3, variant: 0), 4, 1, 1);
        scene.Pass(scene.Preprepare(3, variant: 1), 4, 1, 2);
        ConsensusReport report = scene.End(0, 10);
        report.Findings.ShouldContain(found => found.Kind == FindingKind.Equivocation && found.Code == IbftCode.Preprepare && found.Claimed == scene.Addresses[4]);
        report.Blocks[0].Frames.ShouldBe([new FrameRow(PointDirection.In, "cn4", 0, IbftCode.Preprepare, "cn4", 2)]);
        report.Blocks[0].Distinct.ShouldBe([new DistinctRow(PointDirection.In, 0, IbftCode.Preprepare, "cn4", 2)]);
    }

    [Fact]
    public void A_round_change_leads_to_a_decision_in_the_later_round()
    {
        var scene = new Scene(4);
        scene.Pass(scene.Preprepare(7, 0), scene.ProposerOf(7), 1, 0);
        for (int i = 2; i <= 4; i++) { scene.Pass(scene.Vote(IbftCode.RoundChange, 7, i, 1), i, 1, 10_000 + i); }
        scene.Decide(7, 10_100, round: 1);
        scene.Decide(8, 11_000);
        scene.Decide(9, 12_000);
        ConsensusReport report = scene.End(0, 12_500);
        BlockReport block = report.Blocks[0];
        block.Round.ShouldBe(1UL);
        block.Proposer.ShouldBe(scene.Addresses[scene.ProposerOf(7, 1)]);
        block.PreprepareToQuorum!.Value.TotalMilliseconds.ShouldBe(10.3, 0.001);
        block.Rounds.Select(round => (round.Round, round.RoundChanges, round.Decided)).ShouldBe([(0UL, 0, false), (1UL, 3, true)]);
        block.State.ShouldBe(BlockState.Complete);
    }

    [Fact]
    public void Without_names_the_node_with_most_connections_is_the_points_own()
    {
        var scene = new Scene(4, "capture", named: false);
        scene.Decide(1, 0);
        ConsensusReport report = scene.End(0, 100);
        report.OwnAddress.ShouldBe(Scene.Ip(1));
        report.Blocks[0].Frames.ShouldAllBe(row => row.Direction != PointDirection.Transit);
        report.Blocks[0].Frames.ShouldContain(row => row.Sender == scene.Addresses[2].ToString());
    }

    [Fact]
    public void Between_two_ends_alone_no_own_node_is_guessed()
    {
        var scene = new Scene(4, "capture", named: false);
        scene.Pass(scene.Vote(IbftCode.Prepare, 1, 2), 2, 3, 0);
        ConsensusReport report = scene.End(0, 100);
        report.OwnNode.ShouldBeNull();
        report.Blocks[0].Frames.ShouldHaveSingleItem().Direction.ShouldBe(PointDirection.Transit);
    }

    [Fact]
    public void Messages_between_two_other_nodes_are_in_transit()
    {
        var scene = new Scene(4);
        scene.Pass(scene.Vote(IbftCode.Prepare, 1, 2), 2, 1, 0);
        scene.Pass(scene.Vote(IbftCode.Prepare, 1, 2), 2, 3, 0);
        scene.End(0, 100).Blocks[0].Frames.ShouldContain(new FrameRow(PointDirection.Transit, "cn2>cn3", 0, IbftCode.Prepare, "cn2", 1));
    }

    [Fact]
    public void A_closed_block_keeps_its_counts_and_becomes_uncertain_when_a_message_comes_later()
    {
        var scene = new Scene(4, options: new ConsensusOptions { BlockWindow = TimeSpan.FromSeconds(5) });
        for (ulong block = 1; block <= 30; block++) { scene.Decide(block, block * 1000); }
        scene.Monitor.Snapshot().Blocks[0].State.ShouldBe(BlockState.Complete);
        scene.Pass(scene.Vote(IbftCode.Commit, 1, 2), 3, 1, 30_100);
        ConsensusReport report = scene.End(0, 30_500);
        report.Blocks.Count.ShouldBe(30);
        report.Blocks[0].State.ShouldBe(BlockState.Uncertain);
        report.Blocks[1].State.ShouldBe(BlockState.Complete);
        report.FramesRefused.ShouldBe(1);
        report.Blocks[1].Frames.ShouldBe(report.Blocks[25].Frames, ignoreOrder: true, customMessage: "same proposer, so the same rows");
    }

    [Fact]
    public void One_message_about_a_block_that_nobody_will_reach_does_not_blind_the_point()
    {
        var scene = new Scene(4, options: new ConsensusOptions { BlockWindow = TimeSpan.FromSeconds(5), MaxClosedBlocks = 10 });
        scene.Pass(scene.Vote(IbftCode.Commit, 1UL << 40, 2), 2, 1, 500);
        for (ulong block = 1; block <= 60; block++) { scene.Decide(block, block * 1000); }
        ConsensusReport report = scene.End(0, 60_900);
        report.BlocksForgotten.ShouldBeGreaterThan(11, "the false one is among them");
        report.FramesRefused.ShouldBe(0);
        report.Blocks[^1].Number.ShouldBe(60UL);
        report.BlocksComplete.ShouldBe(report.Blocks.Count);

        // A message about a block that was let go comes too late all the same: its rows stand.
        scene.Pass(scene.Vote(IbftCode.Commit, 20, 2), 3, 1, 61_000);
        scene.Monitor.Snapshot().FramesRefused.ShouldBe(1);
    }

    [Fact]
    public void The_limit_of_messages_is_counted_and_makes_the_block_uncertain()
    {
        var scene = new Scene(4, options: new ConsensusOptions { MaxMessagesPerBlock = 3 });
        scene.Decide(1, 0);
        scene.Decide(2, 1000);
        ConsensusReport report = scene.End(0, 1500);
        report.Blocks[0].Uncertainty!.Reason.ShouldContain("limit");
        report.FramesRefused.ShouldBeGreaterThan(0);
        (report.Frames + report.FramesRefused).ShouldBe(2 * (1 + (3 + 3) + (3 + 3)), "a preprepare that comes in, and for prepares and commits three in and three out");
    }

    [Fact]
    public void A_wrong_authentication_code_makes_its_block_uncertain_and_is_found()
    {
        var scene = new Scene(4);
        for (ulong block = 1; block <= 3; block++) { scene.Decide(block, block * 1000); }
        scene.Pass(scene.Vote(IbftCode.Prepare, 2, 2), 3, 1, 2030, mac: Waypoint.MacWrong);
        ConsensusReport report = scene.End(0, 3500);
        report.Blocks.Select(block => block.State).ShouldBe([BlockState.Complete, BlockState.Uncertain, BlockState.Complete]);
        report.Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.AuthenticationWrong);
    }

    [Fact]
    public void Nonsense_rounds_are_counted_apart_and_stand_in_order()
    {
        var scene = new Scene(4);
        ulong[] rounds = [ulong.MaxValue, 3, 1UL << 40, (1UL << 24) - 1, 1UL << 24, 0];
        foreach (ulong round in rounds)
        {
            scene.Pass(scene.Vote(IbftCode.RoundChange, 5, 2, round), 2, 1, 1);
            scene.Pass(scene.Vote(IbftCode.RoundChange, 5, 2, round), 3, 1, 2);
        }

        BlockReport block = scene.End(0, 10).Blocks[0];
        Array.Sort(rounds);
        block.Distinct.Select(row => row.Round).ShouldBe(rounds);
        block.Frames.Where(row => row.Peer == "cn3").Select(row => row.Round).ShouldBe(rounds);
        block.Frames.ShouldAllBe(row => row.Frames == 1);
    }
}
