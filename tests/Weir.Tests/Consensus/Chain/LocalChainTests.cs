using System.Numerics;
using Weir.Consensus.Chain;
using Weir.Platform;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus.Chain;

public sealed class LocalChainTests
{
    private static readonly EthereumAddress Other = ChainScene.AddressOf(ChainScene.Key(102));

    public static TheoryData<string, BlockFault> Alterations => new()
    {
        { "root of the transactions", BlockFault.TransactionRoot },
        { "block score", BlockFault.BlockScore },
        { "time", BlockFault.Time },
        { "future", BlockFault.Future },
        { "parent", BlockFault.UnknownParent },
        { "number", BlockFault.UnknownParent },
        { "extra data", BlockFault.ExtraData },
        { "no seal", BlockFault.Seal },
        { "foreign seal", BlockFault.Seal },
        { "base fee", BlockFault.BaseFee },
        { "few committed seals", BlockFault.CommittedSeals },
        { "no committed seals", BlockFault.CommittedSeals },
        { "double committed seals", BlockFault.CommittedSeals },
        { "foreign committed seal", BlockFault.CommittedSeals },
        { "gas", BlockFault.GasUsed },
        { "bloom", BlockFault.Bloom },
        { "root of the receipts", BlockFault.ReceiptRoot },
        { "state root", BlockFault.StateRoot },
        { "rewardbase", BlockFault.StateRoot },
        { "impossible transaction", BlockFault.Execution },
        { "governance outside an epoch's block", BlockFault.None },
        { "vote that is none", BlockFault.None },
        { "hundredths of the second", BlockFault.None },
        { "vanity", BlockFault.None },
        { "validators in the extra data", BlockFault.None },
        { "nothing", BlockFault.None },
    };

    [Theory]
    [MemberData(nameof(Alterations))]
    public void An_altered_block_is_refused_for_what_was_altered(string what, BlockFault expected)
    {
        ChainScene scene = new();
        using LocalChain builder = LocalChain.Open(scene.Genesis, null), chain = LocalChain.Open(scene.Genesis, null);
        DateTimeOffset now = ChainScene.After(builder);
        Block good = builder.Propose(new ProposalOptions { PrivateKey = scene.Keys[1], Transactions = [ChainScene.Transfer(0, Other, 5)] }, now);
        (Block block, int[] committers) = Alter(scene, good, what);
        BlockVerdict vote = chain.Verify(block, now);
        bool foundBeforeTheVote = expected is not (BlockFault.CommittedSeals or BlockFault.GasUsed or BlockFault.Bloom or BlockFault.ReceiptRoot or BlockFault.StateRoot or BlockFault.Execution);
        vote.Fault.ShouldBe(foundBeforeTheVote ? expected : BlockFault.None, vote.Text);
        Block finished = what switch
        {
            "no committed seals" or "extra data" => block,
            "foreign committed seal" => new Block(block.Header.WithExtra(0, block.Header.Extra!.Seal, [block.Header.CreateCommittedSeal(Curves.Best, ChainScene.SenderKey)]), block.Transactions.Remaining.ToArray()),
            _ => scene.Commit(block, committers),
        };
        BlockVerdict verdict = chain.Append(finished, now);
        verdict.Fault.ShouldBe(expected, verdict.Text);
        (verdict.Text.Length == 0).ShouldBe(expected == BlockFault.None);
        chain.Head.Header.Number.ShouldBe(expected == BlockFault.None ? 1UL : 0UL);
        if (expected is BlockFault.StateRoot or BlockFault.GasUsed) { chain.Verify(block, now).Fault.ShouldBe(BlockFault.Bad, "what proved wrong is not voted for again"); }
        if (expected != BlockFault.None) { chain.Append(scene.Commit(good), now).Fault.ShouldBe(BlockFault.None, "the good block still has its place"); }
        chain.Append(scene.Commit(good), now).Fault.ShouldBe(BlockFault.Known);
    }

    [Fact]
    public void A_proposal_takes_no_more_transactions_than_its_time_allows_and_the_rest_wait()
    {
        var scene = new ChainScene();
        using LocalChain chain = LocalChain.Open(scene.Genesis, null);
        Transaction[] waiting = [.. Enumerable.Range(0, 20).Select(nonce => ChainScene.Transfer((ulong)nonce, Other, 1))];
        DateTimeOffset now = ChainScene.After(chain);
        // Each look at the clock is 50 ms after the one before: the fifth look, before the fifth transaction, finds 250 ms over.
        Block block = chain.Propose(new ProposalOptions { PrivateKey = scene.Keys[0], Transactions = waiting, Clock = new SteppingClock(TimeSpan.FromMilliseconds(50)) }, now);
        block.TransactionCount.ShouldBe(4);
        chain.Append(scene.Commit(block), now).IsGood.ShouldBeTrue();
        chain.Propose(new ProposalOptions { PrivateKey = scene.Keys[1], Transactions = waiting[4..] }, ChainScene.After(chain)).TransactionCount.ShouldBe(16);
    }

    private sealed class SteppingClock(TimeSpan step) : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now += step.Ticks;
    }

    [Fact]
    public void Fees_and_reward_reach_whom_they_should_and_the_round_does_not_matter()
    {
        ChainScene scene = new();
        using LocalChain chain = LocalChain.Open(scene.Genesis, null);
        Block first = scene.Grow(chain, 2, Other, null, ChainScene.Transfer(0, ChainScene.Empty, 5), ChainScene.Transfer(1, ChainScene.Sender, 7));
        BigInteger fees = 42_000 * ChainScene.Price;
        chain.State.Find(Other)!.Balance.ShouldBe(1000 + fees, "the rewardbase gets new money, and the fees once more");
        chain.State.Find(scene.Addresses[2])!.Balance.ShouldBe(fees, "the signer gets the fees");
        chain.State.Find(ChainScene.Empty)!.Balance.ShouldBe(5);
        chain.State.Find(ChainScene.Sender)!.Nonce.ShouldBe(2UL);
        chain.State.Find(ChainScene.Sender)!.Balance.ShouldBe(BigInteger.Pow(10, 24) - fees - 5);
        (chain.HeadProposer, first.Header.Rewardbase, chain.TotalDifficulty).ShouldBe((scene.Addresses[2], Other, (BigInteger)2));

        DateTimeOffset late = ChainScene.After(chain).AddMilliseconds(5340);
        Block second = chain.Propose(new ProposalOptions { PrivateKey = scene.Keys[3] }, late);
        (second.Header.Time, second.Header.TimeFoS).ShouldBe(((ulong)late.ToUnixTimeSeconds(), (byte)34));
        Block later = new(second.Header.WithExtra(3, second.Header.Extra!.Seal, []), default);
        later.Header.Hash.ShouldBe(second.Header.Hash);
        chain.Append(scene.Commit(later, 0, 1, 3), late).Fault.ShouldBe(BlockFault.None);
        chain.Head.Header.Extra!.Round.ShouldBe(3);
        (chain.Head.Header.Time - first.Header.Time).ShouldBe(6UL);
    }

    [Fact]
    public void An_empty_account_goes_when_it_is_touched_and_none_comes_by_nothing()
    {
        ChainScene scene = new(reward: "");
        using LocalChain chain = LocalChain.Open(scene.Genesis, null);
        chain.State.Find(ChainScene.Empty).ShouldNotBeNull("the genesis may hold empty accounts");
        scene.Grow(chain, 0, null, null, ChainScene.Transfer(0, ChainScene.Empty, 0), ChainScene.Transfer(1, Other, 0));
        chain.State.Find(ChainScene.Empty).ShouldBeNull();
        chain.State.Find(Other).ShouldBeNull();
    }

    [Fact]
    public void A_proposer_leaves_out_what_is_not_possible_and_keeps_the_rest()
    {
        ChainScene scene = new();
        using LocalChain chain = LocalChain.Open(scene.Genesis, null);
        Transaction[] wanted =
        [
            ChainScene.Transfer(1, Other, 1), // too early
            ChainScene.Transfer(0, Other, BigInteger.Pow(10, 25)), // too much
            ChainScene.Transfer(0, Other, 2, gas: 20_999), // too little gas
            ChainScene.Transfer(0, new EthereumAddress([.. new byte[18], 3, 255]), 2), // reserved
            Transaction.CreateTransfer(Curves.Best, ChainScene.SenderKey, ChainScene.ChainId + 1, 0, ChainScene.Price, 21_000, Other, 1), // another chain
            Transaction.CreateTransfer(Curves.Best, ChainScene.Key(103), ChainScene.ChainId, 0, ChainScene.Price, 21_000, Other, 1), // owns nothing
            ChainScene.Transfer(0, Other, 3),
            ChainScene.Transfer(1, default, 4), // the zero address is nobody's, but may be paid
        ];
        Block block = scene.Grow(chain, 0, null, null, wanted);
        block.TransactionCount.ShouldBe(2);
        block.Header.GasUsed.ShouldBe(42_000UL);
        chain.State.Find(Other)!.Balance.ShouldBe(3);
        chain.State.Find(default)!.Balance.ShouldBe(4);
        chain.TryGetReceipts(1, out IReadOnlyList<ReadOnlyMemory<byte>> receipts).ShouldBeTrue();
        receipts.Count.ShouldBe(2);
    }

    [Fact]
    public void With_Magma_everybody_pays_the_base_fee_and_half_of_it_is_burnt()
    {
        ChainScene scene = new(config: ", \"magmaCompatibleBlock\": 2", governance: ", \"kip71\": { \"lowerboundbasefee\": 20000000000, \"upperboundbasefee\": 750000000000, \"gastarget\": 30000000, \"maxblockgasusedforbasefee\": 60000000, \"basefeedenominator\": 20 }");
        using LocalChain chain = LocalChain.Open(scene.Genesis, null);
        scene.Grow(chain).Header.BaseFee.ShouldBeNull();
        Block second = scene.Grow(chain, 1, Other, null, ChainScene.Transfer(0, ChainScene.Empty, 1), Transaction.CreateTransfer(Curves.Best, ChainScene.SenderKey, ChainScene.ChainId, 1, 1, 21_000, Other, 1));
        second.TransactionCount.ShouldBe(1, "below the base fee");
        second.Header.BaseFee.ShouldBe(20_000_000_000);
        BigInteger paid = 21_000 * (BigInteger)20_000_000_000;
        chain.State.Find(ChainScene.Sender)!.Balance.ShouldBe(BigInteger.Pow(10, 24) - 1 - paid);
        chain.State.Find(Other)!.Balance.ShouldBe(1000 + (paid / 2));
        chain.State.Find(scene.Addresses[1]).ShouldBeNull("the signer gets nothing");
    }

    [Fact]
    public void A_chain_in_memory_forgets_nothing_while_it_lives()
    {
        ChainScene scene = new(1);
        using LocalChain chain = LocalChain.Open(scene.Genesis, null);
        Block[] blocks = [.. Enumerable.Range(0, 30).Select(i => scene.Grow(chain, 0, null, null, ChainScene.Transfer((ulong)i, Other, i)))];
        foreach (Block block in blocks)
        {
            chain.TryGet(block.Header.Hash, out Block? found).ShouldBeTrue();
            found!.Encode().ShouldBe(block.Encode());
        }

        chain.TryGet(31, out _).ShouldBeFalse();
        chain.TryGet(0, out Block? genesis).ShouldBeTrue();
        genesis!.Header.Hash.ShouldBe(scene.Genesis.Block.Header.Hash);
        chain.TryGet(Hash256.Keccak([]), out _).ShouldBeFalse();
        chain.TryGetReceipts(31, out _).ShouldBeFalse();
    }

    private static (Block Block, int[] Committers) Alter(ChainScene scene, Block good, string what)
    {
        BlockHeader h = good.Header;
        ReadOnlyMemory<byte> transactions = good.Transactions.Remaining.ToArray();
        BlockExtra extra = new() { Vanity = h.Extra!.Vanity, Validators = h.Extra.Validators };
        Block Sealed(BlockHeader header) => new(header.Sealed(Curves.Best, scene.Keys[1]), transactions);
        BlockHeader Copy(Hash256? parent = null, Hash256? root = null, Hash256? txHash = null, Hash256? receipts = null, byte[]? bloom = null, int score = 1, ulong? number = null, ulong? gas = null,
            ulong? time = null, byte? hundredths = null, BlockExtra? other = null, byte[]? governance = null, byte[]? vote = null, BigInteger? fee = null, EthereumAddress? rewardbase = null) => new BlockHeader
        {
            ParentHash = parent ?? h.ParentHash, Rewardbase = rewardbase ?? h.Rewardbase, Root = root ?? h.Root, TxHash = txHash ?? h.TxHash, ReceiptHash = receipts ?? h.ReceiptHash, Bloom = bloom ?? h.Bloom,
            BlockScore = score, Number = number ?? h.Number, GasUsed = gas ?? h.GasUsed, Time = time ?? h.Time, TimeFoS = hundredths ?? h.TimeFoS, ExtraData = default, Governance = governance ?? h.Governance,
            Vote = vote ?? h.Vote, BaseFee = fee,
        }.With(other ?? extra);
        Hash256 wrong = Hash256.Keccak([9]);
        byte[] oneBit = new byte[256];
        oneBit[3] = 1;
        switch (what)
        {
            case "root of the transactions": return (Sealed(Copy(txHash: wrong)), []);
            case "block score": return (Sealed(Copy(score: 2)), []);
            case "time": return (Sealed(Copy(time: ChainScene.Begin)), []);
            case "future": return (Sealed(Copy(time: h.Time + 2)), []);
            case "parent": return (Sealed(Copy(parent: wrong)), []);
            case "number": return (Sealed(Copy(number: 2)), []);
            case "extra data":
                BlockHeader bare = new() { ParentHash = h.ParentHash, Root = h.Root, TxHash = h.TxHash, ReceiptHash = h.ReceiptHash, Bloom = h.Bloom, Number = 1, GasUsed = h.GasUsed, Time = h.Time, ExtraData = new byte[40] };
                return (new Block(bare, transactions), []);
            case "no seal": return (new Block(Copy(), transactions), []);
            case "foreign seal": return (new Block(Copy().Sealed(Curves.Best, ChainScene.SenderKey), transactions), []);
            case "base fee": return (Sealed(Copy(fee: 25_000_000_000)), []);
            case "few committed seals": return (good, [0, 1]);
            case "double committed seals": return (good, [0, 1, 1]);
            case "gas": return (Sealed(Copy(gas: 21_001)), []);
            case "bloom": return (Sealed(Copy(bloom: oneBit)), []);
            case "root of the receipts": return (Sealed(Copy(receipts: wrong)), []);
            case "state root": return (Sealed(Copy(root: wrong)), []);
            case "rewardbase": return (Sealed(Copy(rewardbase: Other)), []);
            case "governance outside an epoch's block": return (Sealed(Copy(governance: [1, 2, 3])), []);
            case "vote that is none": return (Sealed(Copy(vote: [1, 2, 3])), []);
            case "hundredths of the second": return (Sealed(Copy(hundredths: 255)), []);
            case "vanity": return (Sealed(Copy(other: new BlockExtra { Vanity = (byte[])[.. Enumerable.Repeat((byte)7, 31), 0], Validators = extra.Validators })), []);
            case "validators in the extra data": return (Sealed(Copy(other: new BlockExtra { Vanity = extra.Vanity })), []);
            case "impossible transaction":
                ReadOnlyMemory<byte> early = ChainScene.Transfer(1, Other, 5).Encoded;
                return (new Block(Copy(txHash: ListRoot.Compute(ListRootRule.Trie, [early])).Sealed(Curves.Best, scene.Keys[1]), early), []);
            default: return (good, []);
        }
    }
}
