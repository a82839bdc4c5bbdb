using Weir.Platform;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Fixtures.Simulation;

/// <summary>What a node decides: the part of klaytn-ibft 4 that a healthy network and a missed proposal need (v1.8.4). No locks: here no block is prepared in a round that fails.</summary>
internal sealed partial class SimulatedNode
{
    private const long RoundTime = 10_000_000_000;
    private const long Second = 1_000_000_000;

    private readonly HashSet<EthereumAddress> _prepares = [];
    private readonly Dictionary<EthereumAddress, byte[]> _commits = [];
    private readonly SortedDictionary<ulong, HashSet<EthereumAddress>> _roundChanges = [];
    private readonly List<IbftMessage> _future = [];
    private ulong _sequence;
    private ulong _round;
    private bool _waiting;
    private State _state;
    private Block? _proposal;
    private int _timer;

    private enum State
    {
        AcceptRequest,
        Preprepared,
        Prepared,
        Committed,
    }

    /// <summary>The last block that is decided; then the node is quiet.</summary>
    public ulong LastBlock { get; init; }

    /// <summary>A block that this node fails to propose in round 0; 0 for none.</summary>
    public ulong MissedProposal { get; init; }

    private static int Quorum4 => Quorum.Votes(4, IbftVersion.Klaytn18);

    public void Begin(IReadOnlyList<SimulatedNode> all)
    {
        _order = new ProposerOrder(all.Select(n => n.Address));
        StartSequence();
    }

    private void StartSequence()
    {
        _sequence = _head.Number + 1;
        _roundChanges.Clear();
        if (_sequence > LastBlock)
        {
            _timer++;
            return;
        }

        StartRound(0, (long)_head.Time * Second + Second);
    }

    private void StartRound(ulong round, long proposeAt)
    {
        _round = round;
        _waiting = false;
        _state = State.AcceptRequest;
        _proposal = null;
        _prepares.Clear();
        _commits.Clear();
        RestartTimer();
        ulong sequence = _sequence;
        if (Proposer() == Address && !(round == 0 && sequence == MissedProposal))
        {
            _network.At(Math.Max(proposeAt, _network.Now) + _network.Between(1000, 3000), () =>
            {
                if (_sequence == sequence && _round == round) { Propose(); }
            });
        }

        Reinject();
    }

    private EthereumAddress Proposer()
    {
        EthereumAddress? last = _head.Number > 0 && _head.TryRecoverProposer(Curves.Best, out EthereumAddress proposer) ? proposer : null;
        return _order.Proposer(ProposerPolicy.RoundRobin, last, _round);
    }

    private void Propose()
    {
        Hash256.TryParse("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421", out Hash256 emptyRoot);
        byte[] vanity = new byte[32];
        Convert.FromHexString("d883010804846b6c617988676f312e31372e35856c696e7578").CopyTo(vanity, 0);
        vanity[31] = (byte)_round;
        BlockHeader header = new BlockHeader
        {
            ParentHash = _head.Hash, Rewardbase = Address, Root = _head.Root, TxHash = emptyRoot, ReceiptHash = emptyRoot, Bloom = new byte[256], Number = _sequence,
            Time = Math.Max(_head.Time + 1, (ulong)(_network.Now / Second)), ExtraData = default,
        }.With(new BlockExtra { Vanity = vanity, Validators = [.. _order.Validators.Order()] }).Sealed(Curves.Best, PrivateKey);
        Originate(IbftMessage.CreatePreprepare(Curves.Best, PrivateKey, _round, new Block(header, default)));
    }

    private void Vote(IbftCode code)
    {
        (ulong sequence, ulong round, Hash256 digest, Hash256 previous) = (_sequence, _round, code == IbftCode.RoundChange ? default : _proposal!.Header.Hash, _head.Hash);
        _network.After(200, 700, () => Originate(IbftMessage.CreateVote(Curves.Best, PrivateKey, code, sequence, round, digest, previous)));
    }

    /// <summary>True when the message was accepted: only then it is relayed.</summary>
    private bool Handle(IbftMessage message)
    {
        int order = (message.Sequence, message.Round).CompareTo((_sequence, _round));
        if (message.Code == IbftCode.RoundChange)
        {
            if (message.Sequence > _sequence) { return Keep(message); }
            return order >= 0 && HandleRoundChange(message);
        }

        if (order > 0 || (order == 0 && (_waiting || (_state == State.AcceptRequest && message.Code != IbftCode.Preprepare)))) { return Keep(message); }
        if (order < 0) { return false; }
        if (message.Code == IbftCode.Preprepare) { return HandlePreprepare(message); }
        if (message.Digest != _proposal!.Header.Hash) { return false; }
        if (message.Code == IbftCode.Prepare) { _prepares.Add(message.Address); } else { _commits[message.Address] = message.CommittedSeal.ToArray(); }
        if (_state < State.Prepared && _prepares.Union(_commits.Keys).Count() >= Quorum4)
        {
            _state = State.Prepared;
            Vote(IbftCode.Commit);
        }

        if (_state < State.Committed && _commits.Count >= Quorum4)
        {
            _state = State.Committed;
            BlockHeader decided = _proposal.Header.WithExtra((byte)_round, _proposal.Header.Extra!.Seal, [.. _commits.Values.Select(s => (ReadOnlyMemory<byte>)s)]);
            _network.After(500, 1500, () => Insert(decided));
        }

        return true;
    }

    private bool HandlePreprepare(IbftMessage message)
    {
        if (_state != State.AcceptRequest || message.Address != Proposer()) { return false; }
        _proposal = message.Proposal;
        _state = State.Preprepared;
        Vote(IbftCode.Prepare);
        Reinject();
        return true;
    }

    private bool HandleRoundChange(IbftMessage message)
    {
        if (!_roundChanges.TryGetValue(message.Round, out HashSet<EthereumAddress>? senders)) { _roundChanges[message.Round] = senders = []; }
        senders.Add(message.Address);
        bool isAhead = _round < message.Round;
        if (senders.Count == Quorum.RoundChangeStart(4, IbftVersion.Klaytn18) && (_waiting || isAhead))
        {
            StartRound(message.Round, _network.Now);
            return true;
        }

        return !isAhead;
    }

    private void Insert(BlockHeader decided)
    {
        _head = decided;
        Announce(decided);
        StartSequence();
    }

    private void RestartTimer()
    {
        int timer = ++_timer;
        _network.At(_network.Now + RoundTime + (_round == 0 ? 0 : Second << (int)_round), () =>
        {
            if (timer != _timer || _state == State.Committed) { return; }
            _round++;
            _waiting = true;
            RestartTimer();
            Vote(IbftCode.RoundChange);
        });
    }

    private bool Keep(IbftMessage message)
    {
        _future.Add(message);
        return false;
    }

    // Kept messages come up again on each change of state; they are relayed when they are accepted at last.
    private void Reinject()
    {
        IbftMessage[] kept = [.. _future];
        _future.Clear();
        foreach (IbftMessage message in kept)
        {
            _network.After(20, 60, () =>
            {
                if (Handle(message)) { Gossip(message); }
            });
        }
    }
}
