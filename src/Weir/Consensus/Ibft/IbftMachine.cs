using Weir.Wire.Ethereum;

namespace Weir.Consensus.Ibft;

/// <summary>
/// How one validator decides blocks together with others (klaytn-ibft 4): the state machine of Klaytn's Istanbul BFT, without clock, network or thread. What happens is told by calls (a message, a block to propose, the end of
/// a round's time, a new head); what follows is told to the <see cref="IIbftHost"/>. Its own messages pass through the same handling as those of others, and leave only when that accepted them. Not safe for use by two threads at once.
/// </summary>
internal sealed partial class IbftMachine
{
    /// <summary>How far ahead of the current round a round change is kept. Nodes move by one round at a time; whoever asks for more than this has gone wrong.</summary>
    private const ulong RoundsAhead = 1000;

    private readonly ICurve _curve;
    private readonly byte[] _key;
    private readonly IIbftHost _host;
    private readonly IbftBacklog _backlog;
    private readonly RoundChanges _roundChanges = new();
    private readonly Queue<IbftMessage> _own = new();
    private readonly Queue<IbftMessage> _released = new();
    private readonly HashSet<EthereumAddress> _prepares = [];
    private readonly Dictionary<EthereumAddress, IbftMessage> _commits = [];
    private IbftHeight? _height;
    private Block? _proposal;
    private Block? _pending;
    private Block? _later;
    private Hash256? _locked;
    private ulong _round;
    private ulong _started; // the last round that was begun: _round is ahead of it while a later one is asked for

    /// <summary>Makes the machine of one validator; <see cref="MoveToHead"/> starts it.</summary>
    /// <param name="curve">The curve.</param>
    /// <param name="key">The validator's private key, 32 bytes.</param>
    /// <param name="backlogLimit">Messages of each validator that are kept for later; what comes beyond is dropped and counted.</param>
    /// <param name="host">The node around it.</param>
    public IbftMachine(ICurve curve, ReadOnlySpan<byte> key, int backlogLimit, IIbftHost host)
    {
        _curve = curve;
        _key = key.ToArray();
        _host = host;
        _backlog = new IbftBacklog(backlogLimit);
        Span<byte> id = stackalloc byte[64];
        curve.PublicKey(key, id);
        Address = EthereumAddress.FromPublicKey(id);
    }

    /// <summary>The validator's address.</summary>
    public EthereumAddress Address { get; }

    /// <summary>Where it stands.</summary>
    public IbftView View => new(_height?.Sequence ?? 0, _round);

    /// <summary>How far it is in this round.</summary>
    public IbftPhase Phase { get; private set; }

    /// <summary>True when it asked for this round, and waits until enough others do.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>The block it is locked on, if any; a block that turned out bad locks nobody.</summary>
    public Hash256? Locked => _locked is { } hash && !_host.IsBad(hash) ? hash : null;

    /// <summary>Who proposes in this round; the zero address before the start.</summary>
    public EthereumAddress Proposer => _height?.Proposer(_round) ?? default;

    /// <summary>Messages for later that found no room.</summary>
    public long BacklogDropped => _backlog.Dropped;

    /// <summary>What became of the messages that were handled, by outcome.</summary>
    public long[] Outcomes { get; } = new long[Enum.GetValues<IbftOutcome>().Length];

    /// <summary>The head moved, or the machine starts: goes to the sequence after the head, round 0. Does nothing when it is there already.</summary>
    public void MoveToHead()
    {
        StartRound(0);
        Drain();
    }

    /// <summary>A block that this node built and sealed for the sequence after the head: it is proposed when it is this node's turn, in this round or a later one.</summary>
    public void Propose(Block block)
    {
        ulong sequence = View.Sequence;
        if (block.Header.Number == sequence)
        {
            _pending = block;
            if (Phase == IbftPhase.AcceptRequest) { SendPreprepare(block); }
        }
        else if (block.Header.Number > sequence)
        {
            _later = block;
        }

        Drain();
    }

    /// <summary>A message of another node. When it is accepted, the host has been told to pass it on.</summary>
    public IbftOutcome Receive(IbftMessage message)
    {
        if (_height is null) { return Count(IbftOutcome.NotValidator); }
        message.Recover(_curve);
        IbftOutcome outcome = message.Signer is not { } signer ? IbftOutcome.BadSignature
            : !_height.IsValidator(signer) || !_height.IsValidator(message.Address) ? IbftOutcome.NotValidator
            : Handle(message);
        Drain();
        return Count(outcome);
    }

    /// <summary>A proposal from the future, whose time has come now.</summary>
    public void Repeat(IbftMessage message)
    {
        Count(Handle(message));
        Drain();
    }

    /// <summary>The round's time is over (klaytn-ibft 4.5): the node asks for the next one, or for the highest that enough others ask for.</summary>
    public void EndRound()
    {
        if (_height is null) { return; }
        if (!IsWaiting && _roundChanges.Highest(_height.Faulty + 1) is { } highest && highest > _round)
        {
            SendRoundChange(highest);
        }
        else if (_host.Head.Number >= _height.Sequence)
        {
            StartRound(0);
        }
        else
        {
            SendRoundChange(_round + 1);
        }

        Drain();
    }

    private IbftOutcome Count(IbftOutcome outcome)
    {
        Outcomes[(int)outcome]++;
        return outcome;
    }

    /// <summary>Handles the machine's own messages and those whose time has come, until there are none: handling one can make more.</summary>
    private void Drain()
    {
        while (true)
        {
            if (_own.TryDequeue(out IbftMessage? own)) { Handle(own); }
            else if (_released.TryDequeue(out IbftMessage? released)) { Count(Handle(released)); }
            else { return; }
        }
    }

    /// <summary>Handles a message whose signatures are known, and has it passed on when it is accepted.</summary>
    private IbftOutcome Handle(IbftMessage message)
    {
        IbftHeight height = _height!;
        ulong round = message.Code == IbftCode.RoundChange ? _started : message.Round;
        IbftOutcome outcome = message.Code switch
        {
            IbftCode.Preprepare => HandlePreprepare(message),
            IbftCode.Prepare => HandlePrepare(message),
            IbftCode.Commit => HandleCommit(message),
            _ => HandleRoundChange(message),
        };
        if (outcome == IbftOutcome.Stored && (message.Address == Address || !_backlog.TryAdd(message))) { outcome = IbftOutcome.Dropped; }
        if (outcome == IbftOutcome.Accepted) { _host.Gossip(message, height, round); }
        return outcome;
    }

    /// <summary>Which view and phase a message is for (klaytn-ibft 4.1): accepted means now.</summary>
    private IbftOutcome Admit(IbftMessage message)
    {
        var view = new IbftView(message.Sequence, message.Round);
        if (message.Code == IbftCode.RoundChange)
        {
            if (view.Sequence > View.Sequence) { return IbftOutcome.Stored; }
            return view.CompareTo(View) < 0 ? IbftOutcome.Old : IbftOutcome.Accepted;
        }

        int order = view.CompareTo(View);
        if (order > 0) { return IbftOutcome.Stored; }
        if (order < 0) { return IbftOutcome.Old; }
        if (IsWaiting || (Phase == IbftPhase.AcceptRequest && message.Code != IbftCode.Preprepare)) { return IbftOutcome.Stored; }
        return IbftOutcome.Accepted;
    }

    private void SetPhase(IbftPhase phase)
    {
        Phase = phase;
        if (phase == IbftPhase.AcceptRequest && _later is { } later && later.Header.Number <= View.Sequence)
        {
            _later = null;
            if (later.Header.Number == View.Sequence)
            {
                _pending = later;
                SendPreprepare(later);
            }
        }

        _backlog.Release(_height!.IsValidator, Admit, _released);
    }
}
