using Weir.Wire.Ethereum;

namespace Weir.Consensus.Ibft;

/// <summary>Who decides one block: the validators after its parent, whose turn it is in which round, and who votes (klaytn-ibft 4.2, 4.3). Not safe for use by two threads at once.</summary>
internal sealed class IbftHeight
{
    private readonly IbftOptions _options;
    private readonly EthereumAddress? _lastProposer;
    private readonly ProposerOrder _order;
    private readonly HashSet<EthereumAddress> _validators;
    private readonly Dictionary<ulong, HashSet<EthereumAddress>> _committees = [];

    /// <summary>Makes the height of the block after <paramref name="parent"/>.</summary>
    /// <param name="options">The network's rules.</param>
    /// <param name="parent">The block before.</param>
    /// <param name="validators">The validators after it, in any order.</param>
    /// <param name="lastProposer">Who sealed it; null for the genesis block.</param>
    public IbftHeight(IbftOptions options, BlockHeader parent, IEnumerable<EthereumAddress> validators, EthereumAddress? lastProposer)
    {
        _options = options;
        _lastProposer = lastProposer;
        _order = new ProposerOrder(validators);
        _validators = [.. _order.Validators];
        Sequence = parent.Number + 1;
        ParentHash = parent.Hash;
        Size = Math.Min(_order.Validators.Count, Math.Max(options.CommitteeSize, 1));
    }

    /// <summary>The number of the block that is decided.</summary>
    public ulong Sequence { get; }

    /// <summary>The hash of the block before.</summary>
    public Hash256 ParentHash { get; }

    /// <summary>How many vote.</summary>
    public int Size { get; }

    /// <summary>The validators in the order in which they propose.</summary>
    public IReadOnlyList<EthereumAddress> Validators => _order.Validators;

    /// <summary>Votes that decide.</summary>
    public int Votes => Quorum.Votes(Size, _options.Version);

    /// <summary>Round changes that start a round.</summary>
    public int RoundChangeStart => Quorum.RoundChangeStart(Size, _options.Version);

    /// <summary>Round changes that a node follows which waits itself.</summary>
    public int RoundChangeCatchUp => Quorum.RoundChangeCatchUp(Size, _options.Version);

    /// <summary>Faulty members that the network bears.</summary>
    public int Faulty => Quorum.Faulty(Size);

    /// <summary>How long a round may take.</summary>
    public TimeSpan TimeOf(ulong round) => _options.TimeOf(round);

    /// <summary>Whose turn it is in a round.</summary>
    public EthereumAddress Proposer(ulong round) => _order.Proposer(_options.Policy, _lastProposer, round);

    /// <summary>True for a validator.</summary>
    public bool IsValidator(EthereumAddress address) => _validators.Contains(address);

    /// <summary>True for who votes in a round.</summary>
    public bool IsMember(EthereumAddress address, ulong round) => Size == _validators.Count ? _validators.Contains(address) : Committee(round).Contains(address);

    /// <summary>Who a message is for while a round is under way: the committees of this round and the next.</summary>
    public bool IsReceiver(EthereumAddress address, ulong round) => IsMember(address, round) || IsMember(address, round + 1);

    private HashSet<EthereumAddress> Committee(ulong round)
    {
        if (_committees.TryGetValue(round, out HashSet<EthereumAddress>? committee)) { return committee; }
        int proposer = _order.IndexOf(Proposer(round));
        // The original asks for the turn after this proposer's in this round, which from round 1 on is not the next round's. A sticky one follows itself in round 0: such a choice fails there, and all validators vote.
        int next = _order.IndexOf(_order.Proposer(_options.Policy, Validators[proposer], round));
        long seed = Wire.Ethereum.Committee.Seed(ParentHash) + (_options.RoundInCommittee ? (long)round : 0);
        committee = Size > 1 && next == proposer ? _validators : [.. Wire.Ethereum.Committee.Select(Validators.Count, Size, seed, proposer, next).Select(index => Validators[index])];
        // A peer may name any round; a few are all that is asked for in earnest.
        if (_committees.Count >= 64) { _committees.Clear(); }
        _committees.Add(round, committee);
        return committee;
    }
}
