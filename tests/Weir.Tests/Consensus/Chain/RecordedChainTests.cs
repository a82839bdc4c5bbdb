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
        Collector collector = new();
        CapturePathOptions options = new() { Decoding = new DecodingOptions { Secrets = SecretStore.Load(Path.Combine(folder, "secrets")), Curve = Curves.Best, Protocols = ["rlpx"] } };
        new CapturePath(options, _ => collector).Run([.. points.Select(point => Path.Combine(folder, point + ".pcap"))]);
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

    private static Block? Next(ConcurrentDictionary<Hash256, Block> finished, LocalChain chain) =>
        finished.Values.SingleOrDefault(block => block.Header.ParentHash == chain.Head.Header.Hash);

    private sealed class TemporaryFile : IDisposable
    {
        public string Path { get; } = System.IO.Path.Combine(Directory.CreateTempSubdirectory("weir-chain").FullName, "chain");

        public void Dispose() => Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
    }
}
