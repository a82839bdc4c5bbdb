using System.Text;
using System.Text.Json;
using Weir.Consensus.Chain;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus.Chain;

public sealed class GovernanceTests
{
    private static byte[] Vote(EthereumAddress by, string key, string value) => new GovernanceVote(by, key, value, []).Encode();

    [Fact]
    public void Recorded_votes_are_read_and_written_again_and_give_the_recorded_data()
    {
        JsonElement vector = KlaytnVectors.State("governance");
        byte[] amount = vector.Bytes("vote_minting_amount"), price = vector.Bytes("vote_unit_price");
        GovernanceVote.TryRead(amount, out GovernanceVote? first).ShouldBeTrue();
        (first!.Key, first.Value).ShouldBe(("reward.mintingamount", "1000000000000000000"));
        first.Encode().ShouldBe(amount);
        GovernanceVote.TryRead(price, out GovernanceVote? second).ShouldBeTrue();
        (second!.Key, second.Value).ShouldBe(("governance.unitprice", "50000000000"));
        second.Encode().ShouldBe(price);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_voted_stands_in_the_epochs_block_and_holds_an_epoch_later(bool kore)
    {
        JsonElement vector = KlaytnVectors.State("governance");
        ChainScene scene = new(config: kore ? ", \"koreCompatibleBlock\": 0" : "");
        using LocalChain chain = LocalChain.Open(scene.Genesis, null);
        scene.Grow(chain, 1, null, Vote(scene.Addresses[1], "reward.mintingamount", "1000000000000000000"));
        scene.Grow(chain, 2, null, Vote(scene.Addresses[2], "governance.unitprice", "50000000000"));
        ulong begin = vector.GetProperty("new_minting_amount_from_block").GetProperty(kore ? "from_kore" : "before_kore").GetUInt64();
        while (chain.Head.Header.Number < 25)
        {
            ulong number = chain.Head.Header.Number + 1;
            (chain.Parameters.MintingAmount == 1_000_000_000_000_000_000).ShouldBe(number >= begin, $"block {number}");
            Block block = scene.Grow(chain, (int)(number % 4));
            block.Header.Governance.ToArray().ShouldBe(number == vector.GetProperty("epoch_block").GetUInt64() ? vector.Bytes("epoch_block_governance") : []);
        }

        chain.Parameters.UnitPrice.ShouldBe(50_000_000_000UL);
    }

    [Fact]
    public void Data_of_an_epochs_block_that_nobody_voted_for_are_refused_and_none_are_taken()
    {
        ChainScene scene = new();
        using LocalChain chain = LocalChain.Open(scene.Genesis, null), other = LocalChain.Open(scene.Genesis, null);
        while (chain.Head.Header.Number < 9)
        {
            Block block = scene.Grow(chain);
            other.Append(block, ChainScene.After(other)).IsGood.ShouldBeTrue();
        }

        Block empty = chain.Propose(new ProposalOptions { PrivateKey = scene.Keys[0] }, ChainScene.After(chain));
        BlockHeader h = empty.Header;
        foreach ((string json, string reason) in ((string, string)[])[("{\"governance.unitprice\":5}", "for which nobody voted"), ("no json", "cannot be read")])
        {
            RlpWriter writer = new();
            writer.Write(Encoding.UTF8.GetBytes(json));
            BlockHeader changed = new BlockHeader
            {
                ParentHash = h.ParentHash, Rewardbase = h.Rewardbase, Root = h.Root, TxHash = h.TxHash, ReceiptHash = h.ReceiptHash, Bloom = h.Bloom, Number = h.Number, Time = h.Time, TimeFoS = h.TimeFoS,
                ExtraData = default, Governance = writer.ToArray(),
            }.With(new BlockExtra { Vanity = new byte[32] }).Sealed(Weir.Platform.Curves.Best, scene.Keys[0]);
            BlockVerdict verdict = other.Verify(new Block(changed, default), ChainScene.After(other));
            (verdict.Fault, verdict.Text.Contains(reason)).ShouldBe((BlockFault.Governance, true));
        }

        other.Append(scene.Commit(empty), ChainScene.After(other)).IsGood.ShouldBeTrue();
    }

    [Fact]
    public void Validators_come_and_go_with_the_block_after_the_vote()
    {
        ChainScene scene = new(5);
        using LocalChain chain = LocalChain.Open(scene.Genesis, null);
        scene.Grow(chain, 0, null, new GovernanceVote(scene.Addresses[0], GovernanceVote.RemoveValidator, "", [scene.Addresses[4]]).Encode());
        chain.Validators.ShouldBe(scene.Addresses[..4].Order());
        chain.Verify(chain.Propose(new ProposalOptions { PrivateKey = scene.Keys[4] }, ChainScene.After(chain)), ChainScene.After(chain)).Fault.ShouldBe(BlockFault.Seal);
        Block next = chain.Propose(new ProposalOptions { PrivateKey = scene.Keys[1], Vote = new GovernanceVote(scene.Addresses[1], GovernanceVote.AddValidator, "", [scene.Addresses[4]]).Encode() }, ChainScene.After(chain));
        chain.Append(scene.Commit(next), ChainScene.After(chain)).Fault.ShouldBe(BlockFault.CommittedSeals, "one of the seals is of who was removed");
        chain.Append(scene.Commit(next, 0, 1, 2), ChainScene.After(chain)).IsGood.ShouldBeTrue();
        chain.Validators.ShouldBe(scene.Addresses.Order());
        next.Header.Extra!.Validators.Count.ShouldBe(4);
    }

    [Fact]
    public void In_a_ballot_more_than_half_must_agree_and_in_a_single_mode_the_governing_node_alone()
    {
        ChainScene ballot = new(4, governance: ", \"governanceMode\": \"ballot\"");
        using LocalChain chain = LocalChain.Open(ballot.Genesis, null);
        ballot.Grow(chain, 0, null, Vote(ballot.Addresses[0], "governance.unitprice", "7"));
        ballot.Grow(chain, 0, null, Vote(ballot.Addresses[0], "governance.unitprice", "7"));
        ballot.Grow(chain, 1, null, Vote(ballot.Addresses[1], "governance.unitprice", "7"));
        ballot.Grow(chain, 2, null, Vote(ballot.Addresses[2], "governance.unitprice", "8"));
        Pending(ballot, chain).ShouldBe("", "two of four");

        ChainScene agreed = new(4, governance: ", \"governanceMode\": \"ballot\"");
        using LocalChain second = LocalChain.Open(agreed.Genesis, null);
        for (int i = 0; i < 3; i++) { agreed.Grow(second, i, null, Vote(agreed.Addresses[i], "governance.unitprice", "7")); }
        Pending(agreed, second).ShouldBe("{\"governance.unitprice\":7}");

        ChainScene single = new(4, governance: ", \"governanceMode\": \"single\"");
        using LocalChain third = LocalChain.Open(single.Genesis, null);
        single.Grow(third, 1, null, Vote(single.Addresses[1], "governance.unitprice", "7"));
        single.Grow(third, 0, null, Vote(single.Addresses[0], "reward.mintingamount", "9"));
        single.Grow(third, 0, null, Vote(single.Addresses[0], "istanbul.policy", "1"));
        Pending(single, third).ShouldBe("{\"reward.mintingamount\":\"9\"}");
    }

    [Fact]
    public void A_vote_about_the_time_of_rounds_holds_at_once_and_after_a_restart()
    {
        string folder = Directory.CreateTempSubdirectory("weir-chain").FullName;
        try
        {
            ChainScene scene = new();
            string path = Path.Combine(folder, "chain");
            using (LocalChain chain = LocalChain.Open(scene.Genesis, path))
            {
                chain.Parameters.RoundTimeout.ShouldBe(10_000UL);
                scene.Grow(chain, 0, null, Vote(scene.Addresses[0], "istanbul.timeout", "5000"));
                scene.Grow(chain, 1, null, Vote(scene.Addresses[1], "governance.unitprice", "9"));
                chain.Parameters.RoundTimeout.ShouldBe(5_000UL);
            }

            using LocalChain again = LocalChain.Open(scene.Genesis, path);
            again.Parameters.RoundTimeout.ShouldBe(5_000UL);
            Pending(scene, again).ShouldBe("{\"governance.unitprice\":9,\"istanbul.timeout\":5000}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("c0")]
    [InlineData("d694e8c5df53402fbde289a7b9e0ca134edf0436c345")] // a validator alone
    [InlineData("f83e94e8c5df53402fbde289a7b9e0ca134edf0436c345947265776172642e6d696e74696e67616d6f756e749331303030303030303030303030303030303030ff")] // bytes behind it
    public void What_is_no_vote_is_none(string encoded) => GovernanceVote.TryRead(Convert.FromHexString(encoded), out _).ShouldBeFalse();

    // The data that the next epoch's block would carry.
    private static string Pending(ChainScene scene, LocalChain chain)
    {
        while (chain.Head.Header.Number < 9) { scene.Grow(chain); }
        RlpReader reader = new(scene.Grow(chain).Header.Governance.Span);
        return reader.TryReadBytes(out ReadOnlySpan<byte> text) ? Encoding.UTF8.GetString(text) : "";
    }
}
