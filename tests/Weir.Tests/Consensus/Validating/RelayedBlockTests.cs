using Weir.Consensus.Chain;
using Weir.Consensus.Peers;
using Weir.Consensus.Validating;
using Weir.Platform;
using Weir.Tests.Consensus.Chain;
using Weir.Tests.Consensus.Peers;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus.Validating;

/// <summary>Blocks that a peer passes on, over a real session.</summary>
public sealed class RelayedBlockTests
{
    private readonly ChainScene _scene = new();

    [Fact]
    public async Task Who_relays_a_decided_block_whose_execution_proves_it_wrong_is_heard_further()
    {
        using LocalChain builder = LocalChain.Open(_scene.Genesis, null);
        Block right = Propose(builder), wrong = _scene.WithRoot(right, Hash256.Keccak([1]), sealer: 0);
        await using Session session = await Session.BeginAsync(_scene);
        session.Send(_scene.Commit(wrong));
        await session.Speaker.UntilAsync(() => session.Notes.Any(note => note.Contains("is not taken", StringComparison.Ordinal)), "the node's word on the wrong block");
        session.Send(_scene.Commit(right));
        await session.Speaker.UntilAsync(() => session.Chain.Head.Header.Hash == right.Header.Hash, "the right block");
        session.Speaker.Left.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_relays_a_block_that_nobody_decided_is_not()
    {
        using LocalChain builder = LocalChain.Open(_scene.Genesis, null);
        await using Session session = await Session.BeginAsync(_scene);
        session.Send(_scene.Commit(Propose(builder), 0, 1));
        await session.Speaker.UntilAsync(() => !session.Speaker.Left.IsEmpty, "the end of the session");
        session.Speaker.Left.Single().Why.ShouldContain("sub-protocol error");
        session.Chain.Head.Header.Number.ShouldBe(0UL);
    }

    [Fact]
    public async Task Blocks_from_the_future_are_asked_for_once_and_not_again_and_again()
    {
        using LocalChain builder = LocalChain.Open(_scene.Genesis, null);
        Block late = _scene.Commit(builder.Propose(new ProposalOptions { PrivateKey = _scene.Keys[0] }, MachineClock.Instance.GetUtcNow() + TimeSpan.FromMinutes(5)));
        await using Session session = await Session.BeginAsync(_scene);
        session.Speaker.Answers = code => code == Devp2pCodes.HeadersRequest ? new WireMessage(Devp2pCodes.Headers, new Devp2pHeaders { Headers = [late.Header] }.Encode()) : null;
        session.Peer.TrySend(new WireMessage(Devp2pCodes.NewBlockHashes, new Devp2pNewBlockHashes { Blocks = [new Devp2pBlockId(late.Header.Hash, 5)] }.Encode()));
        await session.Speaker.UntilAsync(() => Requests(session) > 0, "a request for headers");
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        // A look each second, and one that this one began.
        Requests(session).ShouldBeInRange(1, 5);
        session.Speaker.Left.ShouldBeEmpty();
    }

    private static int Requests(Session session) => session.Speaker.Received.Count(one => one.Code == Devp2pCodes.HeadersRequest);

    private Block Propose(LocalChain builder) => builder.Propose(new ProposalOptions { PrivateKey = _scene.Keys[0] }, ChainScene.After(builder));

    /// <summary>A node that is no validator, and a peer of it that says what the test wants.</summary>
    private sealed class Session : IAsyncDisposable
    {
        private readonly ConsensusNode _node;

        private Session(ChainScene scene)
        {
            Chain = LocalChain.Open(scene.Genesis, null);
            Speaker = new PeerScene(7, type: 1) { Genesis = scene.Genesis.Block.Header.Hash, ChainId = ChainScene.ChainId };
            var options = new NodeOptions
            {
                Identity = new PeerIdentity(Curves.Best, PeerScene.KeyOf(9)), NetworkId = 2019, PeerPatience = TimeSpan.Zero, Noted = Notes.Enqueue,
                Peers = new PeerOptions { Ports = [0], StaticNodes = [Speaker.Url()] },
            };
            _node = new ConsensusNode(options, Chain, MachineClock.Instance);
        }

        public LocalChain Chain { get; }

        public PeerScene Speaker { get; }

        public Peer Peer { get; private set; } = null!;

        public System.Collections.Concurrent.ConcurrentQueue<string> Notes { get; } = new();

        public static async Task<Session> BeginAsync(ChainScene scene)
        {
            var session = new Session(scene);
            session.Speaker.Server.Start();
            session._node.Start();
            session.Peer = await session.Speaker.FirstPeer.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
            return session;
        }

        public void Send(Block block) => Peer.TrySend(new WireMessage(Devp2pCodes.NewBlock, new Devp2pNewBlock { Block = block, TotalDifficulty = block.Header.Number + 1UL }.Encode())).ShouldBeTrue();

        public async ValueTask DisposeAsync()
        {
            await _node.DisposeAsync();
            await Speaker.DisposeAsync();
            Chain.Dispose();
        }
    }
}
