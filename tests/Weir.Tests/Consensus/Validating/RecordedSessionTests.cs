using System.Globalization;
using Weir.Consensus.Chain;
using Weir.Consensus.Ibft;
using Weir.Consensus.Peers;
using Weir.Consensus.Validating;
using Weir.Decoding;
using Weir.Platform;
using Weir.Processing;
using Weir.Tests.Consensus.Peers;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus.Validating;

/// <summary>What real nodes said to each other, said again to ours over a session of its own: it must accept every message, and come to the same blocks by itself.</summary>
public sealed class RecordedSessionTests
{
    [Theory]
    [InlineData("faults-1.8.4", true)]
    [InlineData("healthy-1.8.4", false)]
    public async Task A_node_accepts_all_that_real_nodes_said_and_decides_their_blocks(string recording, bool nodeDials)
    {
        string folder = Recordings.PathOf("klaytn", recording);
        var options = new CapturePathOptions { Decoding = new DecodingOptions { Secrets = SecretStore.Load(Path.Combine(folder, "secrets")) } };
        PathResult result = new CapturePath(options, _ => new Talk()).Run([Path.Combine(folder, "cn1.pcap")], TestContext.Current.CancellationToken);
        // Each message once, in the order in which the wire at cn1 had the first copies.
        IbftMessage[] said = [.. ((Talk)result.Points.Single().Sink).Messages.DistinctBy(message => message.Identity)];
        said.Length.ShouldBeGreaterThan(500);
        Dictionary<ulong, string> truth = File.ReadAllLines(Path.Combine(folder, "truth", "blocks.csv")).Skip(1).Select(line => line.Split(','))
            .ToDictionary(row => ulong.Parse(row[0], CultureInfo.InvariantCulture), row => row[3]);

        Genesis genesis = Genesis.Load(Recordings.PathOf("klaytn", "genesis.json"));
        using LocalChain chain = LocalChain.Open(genesis, null);
        var speaker = new PeerScene(7, type: 1) { Genesis = genesis.Block.Header.Hash };
        await using PeerScene speaking = speaker;
        var notes = new List<string>();
        var identity = new PeerIdentity(Curves.Best, PeerScene.KeyOf(9));
        await using var node = new ConsensusNode(
            new NodeOptions
            {
                Identity = identity, NetworkId = 2019, PeerPatience = TimeSpan.Zero, Noted = note => { lock (notes) { notes.Add(note); } },
                Peers = new PeerOptions { Ports = [0], StaticNodes = nodeDials ? [speaker.Url()] : [] },
            },
            chain, MachineClock.Instance);
        speaker.Server.Start();
        node.Start();
        await using var dialing = new PeerServer(speaker.Identity, new PeerOptions { Ports = [0], StaticNodes = nodeDials ? [] : [new NodeUrl(identity.Id, "127.0.0.1", node.Ports[0])], Courtesy = TimeSpan.Zero }, speaker, MachineClock.Instance);
        dialing.Start();
        Peer peer = await speaker.FirstPeer.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        peer.IsOutbound.ShouldBe(!nodeDials);
        foreach (IbftMessage message in said)
        {
            var wire = new WireMessage(Devp2pCodes.Consensus, message.Encode());
            while (!peer.TrySend(wire)) { await Task.Delay(1, TestContext.Current.CancellationToken); }
        }

        ulong last = truth.Keys.Where(number => said.Count(message => message.Sequence == number && message.Code == IbftCode.Commit) >= 5).Max();
        await speaker.UntilAsync(() => chain.Head.Header.Number >= last, $"block {last}");
        for (ulong number = 1; number <= last; number++)
        {
            chain.TryGet(number, out Block? block).ShouldBeTrue();
            if (truth.TryGetValue(number, out string? hash)) { block!.Header.Hash.ToString().ShouldBe(hash); }
        }

        long[] outcomes = await node.AskAsync(view => view.Machine.Outcomes.ToArray(), TestContext.Current.CancellationToken);
        foreach (IbftOutcome wrong in (IbftOutcome[])[IbftOutcome.BadSignature, IbftOutcome.NotValidator, IbftOutcome.NotMember, IbftOutcome.NotProposer, IbftOutcome.Inconsistent, IbftOutcome.BadProposal, IbftOutcome.TooEarly, IbftOutcome.Dropped])
        {
            outcomes[(int)wrong].ShouldBe(0, $"{wrong}: {string.Join("; ", notes)}");
        }

        outcomes[(int)IbftOutcome.Accepted].ShouldBeGreaterThan(said.Length / 2);
        (await node.AskAsync(view => view.Peers.Count, TestContext.Current.CancellationToken)).ShouldBe(1, "the session held");
    }

    private sealed class Talk : IMessageSink
    {
        public List<IbftMessage> Messages { get; } = [];

        public void Accept(Message message)
        {
            if (message.Value is IbftMessage said) { Messages.Add(said); }
        }

        public void Accept(in Doubt doubt) => throw new ShouldAssertException($"the recording is whole, but: {doubt}");
    }
}
