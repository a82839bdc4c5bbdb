using System.Diagnostics.CodeAnalysis;
using Weir.Consensus.Ibft;
using Weir.Platform;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus.Ibft;

/// <summary>A node around one state machine: a chain in memory that checks seals, timers of virtual time, and the gossip rule of klaytn-ibft 4.4.</summary>
internal sealed class MachineNode : IIbftHost
{
    private readonly MachineNetwork _network;
    private readonly byte[] _key;
    private readonly List<Block> _chain;
    private readonly HashSet<Hash256> _bad = [];
    private readonly HashSet<Hash256> _known = [];
    private readonly HashSet<(int, Hash256)> _theirs = [];
    private readonly Queue<Block> _decided = new();
    private IbftMachine _machine;
    private int _round;
    private int _proposal;
    private int _life;

    public MachineNode(MachineNetwork network, int index, byte[] key)
    {
        _network = network;
        Index = index;
        _key = key;
        _chain = [network.Genesis];
        _machine = new IbftMachine(Curves.Best, key, network.BacklogLimit, this);
    }

    public int Index { get; }

    public bool Runs { get; private set; }

    public IbftMachine Machine => _machine;

    public EthereumAddress Address => _machine.Address;

    public IReadOnlyList<Block> Chain => _chain;

    public BlockHeader Head => _chain[^1].Header;

    /// <summary>Different messages of others that it got, by sequence and kind.</summary>
    public Dictionary<(ulong Sequence, IbftCode Code), int> Distinct { get; } = [];

    /// <summary>What it sends as its own, instead of what its machine made: nothing, another message, several.</summary>
    public Func<IbftMessage, int, IbftMessage?> Speak { get; set; } = (message, _) => message;

    public byte[] Key => _key;

    public void Start()
    {
        Runs = true;
        _life++;
        _machine.MoveToHead();
        PlanBlock();
    }

    /// <summary>The process dies: what is not in the chain is gone.</summary>
    public void Kill()
    {
        Runs = false;
        _life++;
        _round++;
        _proposal++;
        _decided.Clear();
        _known.Clear();
        _theirs.Clear();
        _machine = new IbftMachine(Curves.Best, _key, _network.BacklogLimit, this);
    }

    public void Take(int from, IbftMessage message)
    {
        if (!Runs) { return; }
        Hash256 hash = message.ComputeGossipHash();
        _theirs.Add((from, hash));
        if (!_known.Add(hash)) { return; }
        Distinct[(message.Sequence, message.Code)] = Distinct.GetValueOrDefault((message.Sequence, message.Code)) + 1;
        _machine.Receive(message);
        Settle();
    }

    /// <summary>A block that another node has: taken with all before it that are missing.</summary>
    public void Follow(MachineNode other, Block block)
    {
        if (!Runs || block.Header.Number <= Head.Number) { return; }
        while (Head.Number < other.Head.Number && TryInsert(other.Chain[(int)Head.Number + 1])) { }
        Settle();
    }

    public bool TryGetHeight(ulong sequence, [NotNullWhen(true)] out IbftHeight? height)
    {
        height = null;
        if (sequence == 0 || sequence > Head.Number + 1) { return false; }
        BlockHeader parent = _chain[(int)sequence - 1].Header;
        EthereumAddress? last = parent.TryRecoverProposer(Curves.Best, out EthereumAddress proposer) && parent.Number > 0 ? proposer : null;
        height = new IbftHeight(_network.Options, parent, _network.Validators, last);
        return true;
    }

    public ProposalCheck Check(Block proposal)
    {
        BlockHeader header = proposal.Header;
        if (header.ParentHash != Head.Hash || header.Number != Head.Number + 1) { return new ProposalCheck("the parent is not the head"); }
        if (header.Time < Head.Time + 1) { return new ProposalCheck("too early after its parent"); }
        if (!header.TryRecoverProposer(Curves.Best, out EthereumAddress proposer) || !_network.Validators.Contains(proposer)) { return new ProposalCheck("sealed by nobody"); }
        TimeSpan wait = TimeSpan.FromSeconds(header.Time) - _network.Time.Now - TimeSpan.FromSeconds(1);
        return wait > TimeSpan.Zero ? new ProposalCheck(null, wait) : ProposalCheck.Right;
    }

    public bool IsBad(Hash256 hash) => _bad.Contains(hash);

    public bool Has(Hash256 hash, ulong number) => number < (ulong)_chain.Count && _chain[(int)number].Header.Hash == hash;

    public void Gossip(IbftMessage message, IbftHeight height, ulong round)
    {
        bool own = message.Address == Address;
        Hash256 hash = message.ComputeGossipHash();
        _known.Add(hash);
        foreach (MachineNode node in _network.Nodes)
        {
            if (node == this || !height.IsReceiver(node.Address, round) || !_theirs.Add((node.Index, hash))) { continue; }
            IbftMessage? said = own ? Speak(message, node.Index) : message;
            if (said is not null) { _network.Deliver(Index, node.Index, said); }
        }
    }

    public Block? Build() => null;

    public void Decide(Block block) => _decided.Enqueue(block);

    public void SetRoundTimer(TimeSpan time)
    {
        int round = ++_round;
        _network.Time.After(time, () =>
        {
            if (round != _round || !Runs) { return; }
            _machine.EndRound();
            Settle();
        });
    }

    public void SetProposalTimer(IbftMessage message, TimeSpan time)
    {
        int proposal = ++_proposal;
        _network.Time.After(time, () =>
        {
            if (proposal != _proposal || !Runs) { return; }
            _machine.Repeat(message);
            Settle();
        });
    }

    public BlockHeader Made(byte mark)
    {
        byte[] vanity = new byte[BlockExtra.VanitySize];
        vanity[0] = mark;
        ulong now = (ulong)_network.Time.Now.TotalSeconds;
        return new BlockHeader
        {
            ParentHash = Head.Hash, Bloom = new byte[BlockHeader.BloomSize], Number = Head.Number + 1, Time = Math.Max(Head.Time + 1, now), ExtraData = default,
        }.With(new BlockExtra { Vanity = vanity, Validators = _network.Validators }).Sealed(Curves.Best, _key);
    }

    private void Settle()
    {
        while (_decided.TryDequeue(out Block? block)) { TryInsert(block); }
    }

    private bool TryInsert(Block block)
    {
        BlockHeader header = block.Header;
        if (header.ParentHash != Head.Hash) { return false; }
        if (_network.IsBad(block))
        {
            _bad.Add(header.Hash);
            return false;
        }

        Hash256 digest = BlockHeader.ComputeCommittedSealDigest(header.Hash);
        int seals = header.Extra!.CommittedSeals.Select(seal => Recovered(digest, seal)).Where(signer => _network.Validators.Contains(signer)).Distinct().Count();
        seals.ShouldBeGreaterThanOrEqualTo(Quorum.CommittedSeals(Math.Min(_network.Validators.Count, _network.Options.CommitteeSize)), $"block {header.Number} of node {Index}");
        _chain.Add(block);
        _network.Announce(Index, block);
        _machine.MoveToHead();
        PlanBlock();
        return true;
    }

    private static EthereumAddress Recovered(Hash256 digest, ReadOnlyMemory<byte> seal)
    {
        byte[] id = new byte[64];
        return Curves.Best.TryRecover(digest.ToArray(), seal.Span, id) ? EthereumAddress.FromPublicKey(id) : default;
    }

    /// <summary>Builds its own block a second after the parent's time, whether or not it is its turn.</summary>
    private void PlanBlock()
    {
        BlockHeader parent = Head;
        int life = _life;
        _network.Time.After(TimeSpan.FromSeconds(parent.Time + 1) - _network.Time.Now, () =>
        {
            if (!Runs || life != _life || Head != parent) { return; }
            _machine.Propose(new Block(Made((byte)Index), default));
            Settle();
        });
    }
}
