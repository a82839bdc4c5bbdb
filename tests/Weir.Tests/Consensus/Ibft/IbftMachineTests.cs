using Weir.Consensus.Ibft;
using Weir.Platform;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus.Ibft;

/// <summary>Networks of state machines in virtual time: what klaytn-ibft 4 promises of them, undisturbed and under each fault.</summary>
public sealed class IbftMachineTests
{
    private static readonly TimeSpan s_millisecond = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(22)]
    public void Undisturbed_all_decide_one_block_a_second_in_round_0(int nodes)
    {
        var network = new MachineNetwork(nodes, options: new IbftOptions { CommitteeSize = 22 });
        network.Start();
        network.Time.Run(TimeSpan.FromSeconds(21));
        network.Lowest.ShouldBeInRange(19UL, 21UL);
        network.ShouldAgree();
        foreach (Block block in network.Nodes[0].Chain.Skip(1))
        {
            block.Header.Extra!.Round.ShouldBe(0);
            block.Header.Extra.CommittedSeals.Count.ShouldBe(Quorum.Votes(nodes, IbftVersion.Klaytn18), "exactly those that decided");
        }
    }

    [Fact]
    public void Each_node_gets_each_message_of_a_healthy_block_once_as_a_different_one()
    {
        const int Count = 7;
        var network = new MachineNetwork(Count);
        network.Start();
        network.Time.Run(TimeSpan.FromSeconds(21));
        var order = new ProposerOrder(network.Validators);
        for (ulong number = 2; number < network.Lowest; number++)
        {
            network.Nodes[0].Chain[(int)number].Header.TryRecoverProposer(Curves.Best, out EthereumAddress proposer).ShouldBeTrue();
            network.Nodes[0].Chain[(int)number - 1].Header.TryRecoverProposer(Curves.Best, out EthereumAddress last);
            proposer.ShouldBe(order.Proposer(ProposerPolicy.RoundRobin, last, 0));
            foreach (MachineNode node in network.Nodes)
            {
                node.Distinct.GetValueOrDefault((number, IbftCode.Preprepare)).ShouldBe(node.Address == proposer ? 0 : 1);
                node.Distinct.GetValueOrDefault((number, IbftCode.Prepare)).ShouldBe(Count - 1);
                node.Distinct.GetValueOrDefault((number, IbftCode.Commit)).ShouldBeInRange(Quorum.Votes(Count, IbftVersion.Klaytn18) - 1, Count - 1);
                node.Distinct.GetValueOrDefault((number, IbftCode.RoundChange)).ShouldBe(0);
            }
        }
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(7, 2)]
    public void As_many_silent_nodes_as_are_tolerated_cost_ten_seconds_at_each_turn_of_theirs(int nodes, int silent)
    {
        var network = new MachineNetwork(nodes);
        for (int i = 0; i < silent; i++) { network.Nodes[i].Speak = (_, _) => null; }
        network.Start();
        network.Time.Run(TimeSpan.FromSeconds(180));
        network.ShouldAgree();
        network.Lowest.ShouldBeGreaterThan(20UL);
        HashSet<EthereumAddress> quiet = [.. network.Nodes.Take(silent).Select(node => node.Address)];
        Block[] blocks = [.. network.Nodes[^1].Chain.Skip(1)];
        blocks.ShouldAllBe(block => !quiet.Contains(ProposerOf(block)));
        blocks.Count(block => block.Header.Extra!.Round > 0).ShouldBeGreaterThan(3);

        // At the end of a turn that was missed each live node asked, unless it had seen enough others ask: Q - 1 to n - 1 - silent different requests.
        Block late = blocks.First(block => block.Header.Extra!.Round == 1);
        MachineNode live = network.Nodes[^1];
        live.Distinct[(late.Header.Number, IbftCode.RoundChange)].ShouldBeInRange(Quorum.Votes(nodes, IbftVersion.Klaytn18) - 1, nodes - 1 - silent);
    }

    [Fact]
    public void One_silent_node_more_than_is_tolerated_stops_the_chain_and_its_return_sets_it_going_again()
    {
        var network = new MachineNetwork(7);
        for (int i = 0; i < 3; i++) { network.Nodes[i].Speak = (_, _) => null; }
        network.Start();
        network.Time.Run(TimeSpan.FromSeconds(120));
        network.Highest.ShouldBe(0UL);
        network.Nodes[0].Speak = (message, _) => message;
        network.Time.Run(TimeSpan.FromSeconds(400));
        network.Lowest.ShouldBeGreaterThan(20UL);
        network.ShouldAgree();
    }

    [Fact]
    public void Waiting_nodes_double_the_time_of_each_round()
    {
        var network = new MachineNetwork(4) { Link = (_, _, _) => null };
        network.Start();
        IbftMachine machine = network.Nodes[0].Machine;
        List<TimeSpan> times = [];
        ulong round = machine.View.Round;
        TimeSpan last = network.Time.Now;
        while (times.Count < 5)
        {
            network.Time.Run(s_millisecond);
            if (machine.View.Round == round) { continue; }
            times.Add(network.Time.Now - last);
            last = network.Time.Now;
            round = machine.View.Round;
        }

        times.Select(time => Math.Round(time.TotalSeconds)).ShouldBe([10, 12, 14, 18, 26]);
    }

    [Fact]
    public void A_node_that_was_cut_off_catches_up_and_votes_again()
    {
        var network = new MachineNetwork(7);
        network.Start();
        network.Time.Run(TimeSpan.FromSeconds(5));
        MachineNode away = network.Nodes[3];
        network.Link = (from, to, _) => from == 3 || to == 3 ? null : s_millisecond;
        network.Joined = (from, to) => from != 3 && to != 3;
        network.Time.Run(TimeSpan.FromSeconds(60));
        ulong before = away.Head.Number;
        network.Highest.ShouldBeGreaterThan(before + 10);
        network.Link = (_, _, _) => s_millisecond;
        network.Joined = (_, _) => true;
        network.Time.Run(TimeSpan.FromSeconds(40));
        network.Lowest.ShouldBeGreaterThanOrEqualTo(network.Highest - 1);
        network.ShouldAgree();
        network.Nodes[0].Chain.Skip((int)before + 20).ShouldContain(block => ProposerOf(block) == away.Address);
    }

    [Fact]
    public void A_killed_node_begins_anew_from_its_chain()
    {
        var network = new MachineNetwork(7);
        network.Start();
        network.Time.Run(TimeSpan.FromSeconds(5.5));
        MachineNode node = network.Nodes[2];
        node.Kill();
        network.Time.Run(TimeSpan.FromSeconds(25));
        node.Start();
        network.Time.Run(TimeSpan.FromSeconds(30));
        network.Lowest.ShouldBeGreaterThanOrEqualTo(network.Highest - 1);
        network.Lowest.ShouldBeGreaterThan(25UL);
        network.ShouldAgree();
    }

    [Fact]
    public void All_nodes_killed_at_once_go_on_where_they_were()
    {
        var network = new MachineNetwork(4);
        network.Start();
        network.Time.Run(TimeSpan.FromSeconds(5.0005));
        foreach (MachineNode node in network.Nodes) { node.Kill(); }
        network.Time.Run(TimeSpan.FromSeconds(3));
        network.Start();
        network.Time.Run(TimeSpan.FromSeconds(20));
        network.Lowest.ShouldBeGreaterThan(20UL);
        network.ShouldAgree();
    }

    [Fact]
    public void A_proposer_with_two_blocks_makes_no_two_chains()
    {
        var network = new MachineNetwork(7);
        MachineNode liar = network.Nodes[1];
        liar.Speak = (message, to) =>
        {
            if (message.Code != IbftCode.Preprepare || to % 2 == 0) { return message; }
            return IbftMessage.CreatePreprepare(Curves.Best, liar.Key, message.Round, new Block(liar.Made(0xee), default));
        };
        network.Start();
        network.Time.Run(TimeSpan.FromSeconds(200));
        network.ShouldAgree();
        network.Lowest.ShouldBeGreaterThan(20UL);
    }

    [Fact]
    public void Messages_signed_by_a_stranger_do_not_count()
    {
        var network = new MachineNetwork(4);
        MachineNode node = network.Nodes[0];
        byte[] stranger = [.. Enumerable.Repeat((byte)9, 32)];
        node.Speak = (message, _) => message.Proposal is { } block
            ? IbftMessage.CreatePreprepare(Curves.Best, stranger, message.Round, block)
            : IbftMessage.CreateVote(Curves.Best, stranger, message.Code, message.Sequence, message.Round, message.Digest, message.SubjectPreviousHash);
        network.Start();
        network.Time.Run(TimeSpan.FromSeconds(120));
        network.ShouldAgree();
        network.Lowest.ShouldBeGreaterThan(15UL);
        network.Nodes[1].Machine.Outcomes[(int)IbftOutcome.NotValidator].ShouldBeGreaterThan(20);
        network.Nodes[1].Chain.Skip(1).ShouldAllBe(block => ProposerOf(block) != node.Address);
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.2)]
    [InlineData(0.5)]
    public void Lost_messages_never_make_two_chains_and_the_chain_goes_on_when_the_loss_ends(double loss)
    {
        for (int seed = 1; seed <= 2; seed++)
        {
            var network = new MachineNetwork(7, seed);
            network.Link = (_, _, _) => network.NextRandom() < loss ? null : TimeSpan.FromMilliseconds(1 + (network.NextRandom() * 40));
            network.Start();
            network.Time.Run(TimeSpan.FromSeconds(90));
            network.ShouldAgree();
            ulong before = network.Highest;
            network.Link = (_, _, _) => s_millisecond;
            for (int i = 0; i < 500 && network.Lowest <= before + 10; i++) { network.Time.Run(TimeSpan.FromSeconds(10)); }
            network.ShouldAgree();
            network.Lowest.ShouldBeGreaterThan(before + 10, $"seed {seed}");
        }
    }

    [Fact]
    public void A_decided_block_that_cannot_be_inserted_costs_its_round_and_locks_nobody()
    {
        var network = new MachineNetwork(4);
        network.IsBad = block => block.Header.Number == 5 && block.Header.Extra!.Round == 0;
        network.Start();
        network.Time.Run(TimeSpan.FromSeconds(5.5));
        network.Highest.ShouldBe(4UL);
        network.Time.Run(TimeSpan.FromSeconds(11));
        network.Lowest.ShouldBeGreaterThan(5UL);
        network.ShouldAgree();
        network.Nodes[0].Chain[5].Header.Extra!.Round.ShouldBe(1);
    }

    [Fact]
    public void A_locked_block_is_proposed_again_in_the_next_round()
    {
        // All commits of round 0 are lost on the way: everybody is locked, nobody decides.
        var network = new MachineNetwork(4);
        network.Link = (_, _, message) => message is { Sequence: 3, Round: 0, Code: IbftCode.Commit } ? null : s_millisecond;
        network.Start();
        network.Time.Run(TimeSpan.FromSeconds(6));
        Hash256[] locked = [.. network.Nodes.Select(node => node.Machine.Locked!.Value).Distinct()];
        locked.Length.ShouldBe(1);
        network.Time.Run(TimeSpan.FromSeconds(10));
        Block block = network.Nodes[0].Chain[3];
        block.Header.Hash.ShouldBe(locked[0]);
        block.Header.Extra!.Round.ShouldBe(1);
    }

    [Fact]
    public void A_committee_smaller_than_the_network_decides_alone()
    {
        var network = new MachineNetwork(10, options: new IbftOptions { CommitteeSize = 4 });
        network.Start();
        network.Time.Run(TimeSpan.FromSeconds(30));
        network.ShouldAgree();
        network.Lowest.ShouldBeGreaterThan(15UL);
        network.Nodes[0].Chain[10].Header.Extra!.CommittedSeals.Count.ShouldBe(Quorum.Votes(4, IbftVersion.Klaytn18));
    }

    [Fact]
    public void A_committee_whose_proposer_is_silent_asks_for_the_next_round_and_each_of_its_votes_counts()
    {
        // Three round changes start a round of four: all that are left of the first committee, whoever is in the next.
        var network = new MachineNetwork(10, options: new IbftOptions { CommitteeSize = 4 });
        network.Nodes[0].Speak = (_, _) => null;
        var asked = new HashSet<(ulong, ulong, EthereumAddress)>();
        network.Link = (_, _, message) =>
        {
            if (message.Code == IbftCode.RoundChange) { asked.Add((message.Sequence, message.Round, message.Address)); }
            return s_millisecond;
        };
        network.Start();
        network.Time.Run(TimeSpan.FromSeconds(120));
        network.ShouldAgree();
        network.Lowest.ShouldBeGreaterThan(20UL);
        Block[] late = [.. network.Nodes[^1].Chain.Skip(1).Where(block => block.Header.Extra!.Round == 1)];
        late.ShouldNotBeEmpty();
        foreach (Block block in late)
        {
            network.Nodes[^1].TryGetHeight(block.Header.Number, out IbftHeight? height).ShouldBeTrue();
            EthereumAddress[] first = [.. network.Validators.Where(one => height!.IsMember(one, 0))];
            first.Length.ShouldBe(4);
            asked.Where(one => one.Item1 == block.Header.Number && one.Item2 == 1).Select(one => one.Item3).Order().ShouldBe(first.Where(one => one != network.Nodes[0].Address).Order());
        }
    }

    [Theory]
    [InlineData(ProposerPolicy.RoundRobin)]
    [InlineData(ProposerPolicy.Sticky)]
    public void A_committee_of_two_is_the_proposer_and_who_would_follow_it_in_the_same_round(ProposerPolicy policy)
    {
        // default.go of the original, SubListWithProposer: the selector is asked with the proposer of the round and the round itself.
        var network = new MachineNetwork(10, options: new IbftOptions { CommitteeSize = 2, Policy = policy });
        EthereumAddress[] order = [.. new ProposerOrder(network.Validators).Validators];
        var height = new IbftHeight(network.Options, network.Genesis.Header, network.Validators, order[3]);
        for (ulong round = 0; round < 12; round++)
        {
            int proposer = Array.IndexOf(order, height.Proposer(round)), next = (proposer + (policy == ProposerPolicy.RoundRobin ? 1 : 0) + (int)round) % 10;
            int[] members = [.. Enumerable.Range(0, 10).Where(i => height.IsMember(order[i], round))];
            if (next == proposer) { members.Length.ShouldBe(10, "where there is no second, all vote"); }
            else { members.ShouldBe(new[] { proposer, next }.Order()); }
        }
    }

    [Fact]
    public void The_backlog_is_bounded_and_counts_what_it_refuses()
    {
        var network = new MachineNetwork(4, backlogLimit: 10);
        MachineNode node = network.Nodes[0];
        node.Start();
        for (ulong sequence = 100; sequence < 130; sequence++)
        {
            node.Take(1, IbftMessage.CreateVote(Curves.Best, network.Nodes[1].Key, IbftCode.Prepare, sequence, 0, Hash256.Keccak([1]), Hash256.Keccak([2])));
        }

        node.Machine.Outcomes[(int)IbftOutcome.Stored].ShouldBe(10);
        node.Machine.Outcomes[(int)IbftOutcome.Dropped].ShouldBe(20);
        node.Machine.BacklogDropped.ShouldBe(20);
    }

    private static EthereumAddress ProposerOf(Block block)
    {
        block.Header.TryRecoverProposer(Curves.Best, out EthereumAddress proposer).ShouldBeTrue();
        return proposer;
    }
}
