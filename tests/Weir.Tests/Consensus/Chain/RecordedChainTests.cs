using System.Collections.Concurrent;
using Weir.Consensus.Chain;
using Weir.Decoding;
using Weir.Platform;
using Weir.Processing;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus.Chain;

/// <summary>Takes every block that real nodes proposed and announced out of the recordings, and lets a chain of ours check, execute and keep each.</summary>
public sealed class RecordedChainTests
{
    // Notes proposals by their hash, and finished blocks with their committed seals.
    private sealed class Collector : IMessageSink
    {
        public ConcurrentDictionary<Hash256, Block> Proposals { get; } = [];

        public ConcurrentDictionary<Hash256, Block> Finished { get; } = [];

        public void Accept(Message message)
        {
            if (message.Value is IbftMessage { Proposal: { } proposal }) { Proposals.TryAdd(proposal.Header.Hash, proposal); }
            if (message.Value is Devp2pNewBlock { Block: { } block }) { Finished.TryAdd(block.Header.Hash, block); }
        }

        public void Accept(in Doubt doubt)
        {
            // Blocks that are missing are found missing by their number.
        }
    }

    [Theory]
    [InlineData("healthy-1.8.4", 47, 222, new[] { "cn1", "cn4" })]
    [InlineData("faults-1.8.4", 141, 0, new[] { "cn1", "cn3" })]
    public void Every_recorded_block_is_executed_to_the_root_and_hash_that_real_nodes_gave_it(string recording, int blocks, int transactions, string[] points)
    {
        string folder = Recordings.PathOf("klaytn", recording);
        Collector collector = Collect(recording, points);
        Dictionary<ulong, string[]> truth = File.ReadAllLines(Path.Combine(folder, "truth", "blocks.csv")).Skip(1).Select(line => line.Split(',')).ToDictionary(cells => ulong.Parse(cells[0]));

        Genesis genesis = Genesis.Parse(File.ReadAllBytes(Recordings.PathOf("klaytn", "genesis.json")), "genesis.json");
        using TemporaryFile file = new();
        LocalChain chain = LocalChain.Open(genesis, file.Path);
        int executed = 0;
        while (Next(collector.Finished, chain) is { } block)
        {
            DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds((long)block.Header.Time);
            Block proposal = collector.Proposals[block.Header.Hash];
            BlockVerdict vote = chain.Verify(proposal, now);
            vote.IsGood.ShouldBeTrue(vote.Text);
            BlockVerdict verdict = chain.Append(block, now);
            verdict.IsGood.ShouldBeTrue($"block {block.Header.Number}: {verdict.Text}");
            BlockHeader head = chain.Head.Header;
            string[] said = truth[head.Number];
            (head.Extra!.Round.ToString(), head.Hash.ToString(), chain.Head.TransactionCount.ToString()).ShouldBe((said[1], said[3], said[6]));
            if (recording == "healthy-1.8.4") { StateVectorTests.CompareAccounts(head.Number, chain.State); }
            executed += block.TransactionCount;
        }

        chain.Head.Header.Number.ShouldBe((ulong)blocks);
        executed.ShouldBe(transactions);

        // What was kept is what was heard.
        Hash256 root = chain.State.Root;
        EthereumAddress? proposer = chain.HeadProposer;
        chain.Dispose();
        using LocalChain again = LocalChain.Open(genesis, file.Path);
        (again.CutOff, again.Head.Header.Number, again.State.Root, again.HeadProposer).ShouldBe((0L, (ulong)blocks, root, proposer));
        for (ulong number = 1; number <= (ulong)blocks; number++)
        {
            again.TryGet(number, out Block? kept).ShouldBeTrue();
            kept!.Encode().ShouldBe(collector.Finished[kept.Header.Hash].Encode());
            again.TryGet(kept.Header.Hash, out Block? same).ShouldBeTrue();
            same!.Header.Number.ShouldBe(number);
            again.TryGetReceipts(number, out IReadOnlyList<ReadOnlyMemory<byte>> receipts).ShouldBeTrue();
            ListRoot.Compute(ListRootRule.Trie, receipts).ShouldBe(kept.Header.ReceiptHash);
        }
    }

    [Fact]
    public void Blocks_of_the_later_version_that_were_recorded_from_the_middle_have_roots_seals_and_receipts_that_fit()
    {
        // The state before the first of them is not in the recording; everything that needs none is checked.
        Collector collector = Collect("late-1.12", "cn1", "cn2");
        Block[] blocks = [.. collector.Finished.Values.OrderBy(block => block.Header.Number)];
        blocks.Length.ShouldBeGreaterThan(40);
        int transactions = 0;
        for (int i = 0; i < blocks.Length; i++)
        {
            BlockHeader header = blocks[i].Header;
            if (i > 0) { header.ParentHash.ShouldBe(blocks[i - 1].Header.Hash); }
            header.Encode().ShouldBe(BlockHeader.TryRead(header.Encode(), out BlockHeader? again, out _) ? again!.Encode() : []);
            ListRoot.Compute(ListRootRule.Trie, blocks[i].TransactionBytes()).ShouldBe(header.TxHash);
            Transaction[] read = [.. blocks[i].TransactionBytes().Select(raw => Transaction.TryRead(raw, out Transaction? transaction, out string? error) ? transaction! : throw new InvalidOperationException(error))];
            ReadOnlyMemory<byte>[] receipts = [.. read.Select(one => (ReadOnlyMemory<byte>)Receipt.Create(Receipt.Success, one.IntrinsicGas(), []).Encode())];
            ListRoot.Compute(ListRootRule.Trie, receipts).ShouldBe(header.ReceiptHash);
            read.Sum(one => (long)one.IntrinsicGas()).ShouldBe((long)header.GasUsed);
            foreach (Transaction one in read) { one.TryGetSender(Curves.Best, 2019, out _).ShouldBeTrue(); }
            header.TryRecoverProposer(Curves.Best, out EthereumAddress proposer).ShouldBeTrue();
            header.Extra!.Validators.ShouldContain(proposer);
            header.Extra.CommittedSeals.Count.ShouldBe(5);
            foreach (ReadOnlyMemory<byte> seal in header.Extra.CommittedSeals)
            {
                header.TryRecoverCommitter(Curves.Best, seal.Span, out EthereumAddress committer).ShouldBeTrue();
                header.Extra.Validators.ShouldContain(committer);
            }

            transactions += read.Length;
        }

        transactions.ShouldBeGreaterThan(20);
    }

    private static Collector Collect(string recording, params string[] points)
    {
        string folder = Recordings.PathOf("klaytn", recording);
        Collector collector = new();
        CapturePathOptions options = new() { Decoding = new DecodingOptions { Secrets = SecretStore.Load(Path.Combine(folder, "secrets")), Curve = Curves.Best, Protocols = ["rlpx"] } };
        new CapturePath(options, _ => collector).Run([.. points.Select(point => Path.Combine(folder, point + ".pcap"))]);
        return collector;
    }

    private static Block? Next(ConcurrentDictionary<Hash256, Block> finished, LocalChain chain) =>
        finished.Values.SingleOrDefault(block => block.Header.ParentHash == chain.Head.Header.Hash);

    private sealed class TemporaryFile : IDisposable
    {
        public string Path { get; } = System.IO.Path.Combine(Directory.CreateTempSubdirectory("weir-chain").FullName, "chain");

        public void Dispose() => Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
    }
}
