using System.Diagnostics.CodeAnalysis;
using Weir.Consensus.Chain;
using Weir.Consensus.Ibft;
using Weir.Consensus.Peers;
using Weir.Telemetry;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating;

/// <summary>Blocks: decided here, told by others, fetched, and built.</summary>
internal sealed partial class ConsensusNode : IIbftHost
{
    private const int HeightsKept = 16;

    /// <summary>Milliseconds of a round at most, a day: the network may vote for any number.</summary>
    private const ulong LongestRound = 86_400_000;

    /// <inheritdoc/>
    public BlockHeader Head => _chain.Head.Header;

    /// <inheritdoc/>
    public bool TryGetHeight(ulong sequence, [NotNullWhen(true)] out IbftHeight? height)
    {
        if (_heights.TryGetValue(sequence, out height)) { return true; }
        if (sequence != Head.Number + 1) { return false; }
        ChainParameters parameters = _chain.Parameters;
        var options = new IbftOptions
        {
            Version = _options.Version, Policy = parameters.Policy, CommitteeSize = (int)Math.Min(parameters.CommitteeSize, int.MaxValue), RoundTime = TimeSpan.FromMilliseconds(Math.Min(parameters.RoundTimeout, LongestRound)),
            RoundInCommittee = _chain.Genesis.Forks.Istanbul <= sequence,
        };
        height = new IbftHeight(options, Head, _chain.Validators, _chain.HeadProposer);
        _heights.Add(sequence, height);
        if (_heights.Count > HeightsKept) { _heights.Remove(_heights.Keys.Min()); }
        return true;
    }

    ProposalCheck IIbftHost.Check(Block proposal)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        BlockVerdict verdict = _chain.Verify(proposal, now);
        if (verdict.IsGood) { return ProposalCheck.Right; }
        if (verdict.Fault == BlockFault.Future)
        {
            // A time beyond all reason waits as long as the round lasts, and no longer.
            double seconds = Math.Min(proposal.Header.Time - (now - DateTimeOffset.UnixEpoch).TotalSeconds, 3600);
            return new ProposalCheck(null, TimeSpan.FromSeconds(Math.Max(seconds, 0.001)));
        }

        _options.Log.ProposalRefused(proposal.Header.Number, verdict.Text);
        Note($"block {proposal.Header.Number} is not voted for: {verdict.Text}");
        // A node of the original cannot even read a proposal with such a transaction.
        return new ProposalCheck(verdict.Text, IsReadable: verdict.Fault != BlockFault.Transaction);
    }

    bool IIbftHost.IsBad(Hash256 hash) => _bad.Contains(hash);

    bool IIbftHost.Has(Hash256 hash, ulong number) => _chain.TryGet(hash, out _);

    void IIbftHost.Gossip(IbftMessage message, IbftHeight height, ulong round) => _gossip.Send(message, height, round, _tracks.Values);

    void IIbftHost.Decide(Block block) => _decided.Enqueue(block);

    void IIbftHost.SetRoundTimer(TimeSpan time)
    {
        _round?.Cancel();
        _round = _agenda.Add(time, () =>
        {
            IbftView over = _machine.View;
            _machine.EndRound();
            if (_machine.View == over) { return; }
            _options.Log.RoundOver(over.Sequence, over.Round, _machine.View.Round);
            Note($"round {over.Round} of block {over.Sequence} is over; asking for round {_machine.View.Round}");
        });
    }

    void IIbftHost.SetProposalTimer(IbftMessage message, TimeSpan time)
    {
        _proposal?.Cancel();
        _proposal = _agenda.Add(time, () => _machine.Repeat(message));
    }

    /// <summary>Inserts what was decided: after the machine has returned, as the new head calls it again.</summary>
    private void Settle()
    {
        while (_decided.TryDequeue(out Block? block)) { Insert(block, null); }
    }

    /// <summary>Inserts a block that follows the head; false when it is not taken.</summary>
    private bool Insert(Block block, Peer? from, bool isFetched = false)
    {
        BlockVerdict verdict = _chain.Append(block, _clock.GetUtcNow());
        if (verdict.IsGood)
        {
            if (from is null) { _options.Log.BlockDecided(block.Header.Number, block.Header.Hash); }
            else { _options.Log.BlockTaken(block.Header.Number, block.Header.Hash, from.Address); }
            MoveHead(block);
            return true;
        }

        if (verdict.Fault is BlockFault.Known or BlockFault.UnknownParent or BlockFault.Future) { return true; }
        // A block whose execution proves it wrong voids the lock on it, whoever brought it first.
        if (from is null || !(ShowsInHeader(verdict.Fault) || verdict.Fault == BlockFault.Unsupported)) { _bad.Add(block.Header.Hash); }
        if (from is null) { _options.Log.DecisionRefused(block.Header.Number, verdict.Text); }
        else { _options.Log.BlockRefused(block.Header.Number, from.Address, verdict.Text); }
        Note($"block {block.Header.Number} {(from is null ? "was decided and" : $"of {from.Address}")} is not taken: {verdict.Text}");
        if (verdict.Fault == BlockFault.Unsupported)
        {
            _unsupported = block.Header.Number;
            return false;
        }

        // What only its execution shows was decided by all, and passed on before anybody knew (klaytn-state 6): who relays it is as honest as this node. A chain of which it is a part is another one.
        if (isFetched || ShowsInHeader(verdict.Fault)) { from?.End(DisconnectReason.SubprotocolError, $"its block {block.Header.Number} is wrong: {verdict.Text}"); }
        return false;
    }

    private static bool ShowsInHeader(BlockFault fault) => fault is BlockFault.TransactionRoot or BlockFault.Transaction or BlockFault.BaseFee or BlockFault.ExtraData or BlockFault.BlockScore or BlockFault.Time
        or BlockFault.Seal or BlockFault.Governance or BlockFault.CommittedSeals;

    private void MoveHead(Block block)
    {
        _headMoved = _clock.GetTimestamp();
        Volatile.Write(ref _welcome, _chain.Validators.ToHashSet());
        _pool.Remove(block);
        _states.Add(_chain.State);
        _proposal?.Cancel();
        if (!_sync.IsRunning) { Announce(block); }
        if (_isDeciding)
        {
            _machine.MoveToHead();
            PlanBlock();
        }

        _options.Appended?.Invoke(block, _chain.HeadProposer ?? default);
    }

    /// <summary>Gives a new block to all peers that are not known to have it.</summary>
    private void Announce(Block block)
    {
        WireMessage? wire = null;
        foreach (PeerTrack peer in _tracks.Values)
        {
            if (!peer.Blocks.Add(block.Header.Hash)) { continue; }
            peer.Peer.TrySend(wire ??= new WireMessage(Devp2pCodes.NewBlock, new Devp2pNewBlock { Block = block, TotalDifficulty = block.Header.Number + 1UL }.Encode()));
        }
    }

    private void TakeBlock(PeerTrack from, Devp2pNewBlock message)
    {
        Block block = message.Block;
        from.Blocks.Add(block.Header.Hash);
        from.Head = Math.Max(from.Head, block.Header.Number);
        if (block.Header.Number == Head.Number + 1 && !_sync.IsRunning) { Insert(block, from.Peer); }
        else { LookForBlocks(TimeSpan.Zero); }
    }

    /// <summary>Begins to fetch blocks when a peer is ahead: at once by more than one block, and by one when it did not come in any other way for a while.</summary>
    private void LookForBlocks(TimeSpan wait)
    {
        if (_sync.IsRunning || _tracks.Count == 0 || _unsupported == Head.Number + 1) { return; }
        PeerTrack best = _tracks.Values.MaxBy(track => track.Head)!;
        ulong head = Head.Number;
        if (best.Head <= head + 1 && (best.Head <= head || wait <= TimeSpan.Zero || _clock.GetElapsedTime(_headMoved) <= wait)) { return; }
        _options.Log.FetchingBegins(best.Peer.Address, best.Head, head);
        _sync.Begin(best);
    }

    private bool InsertFetched(Block block, Peer from) => Insert(block, from, isFetched: true);

    private void EndFetching(ulong count)
    {
        if (count == 0) { return; }
        _options.Log.FetchingEnds(count, Head.Number);
        Note($"fetched {count} blocks; the head is {Head.Number}");
        var news = new WireMessage(Devp2pCodes.NewBlockHashes, new Devp2pNewBlockHashes { Blocks = [new Devp2pBlockId(Head.Hash, Head.Number)] }.Encode());
        foreach (PeerTrack peer in _tracks.Values)
        {
            if (peer.Blocks.Add(Head.Hash)) { peer.Peer.TrySend(news); }
        }
    }

    /// <summary>
    /// Builds a block a second after the time of the head, when it is this node's turn then. Nodes of the original build theirs whether or not it is, as a later round may make it so; here the machine asks for it when that happens.
    /// </summary>
    private void PlanBlock()
    {
        _build?.Cancel();
        BlockHeader head = Head;
        TimeSpan wait = DateTimeOffset.FromUnixTimeSeconds((long)Math.Min(head.Time + 1, int.MaxValue)) - _clock.GetUtcNow();
        _build = _agenda.Add(wait, () =>
        {
            if (Head.Hash == head.Hash && _machine.Proposer == Address && BuildBlock() is { } block) { _machine.Propose(block); }
        });
    }

    Block? IIbftHost.Build() => BuildBlock();

    private Block? BuildBlock()
    {
        if (!_welcome.Contains(Address)) { return null; }
        DropOvertaken();
        return _chain.Propose(new ProposalOptions { PrivateKey = _options.Identity.Key.ToArray(), Rewardbase = _options.Rewardbase, Vanity = s_vanity, Transactions = _pool.Waiting, Clock = _clock }, _clock.GetUtcNow());
    }

    /// <summary>Forgets transactions that the state has overtaken.</summary>
    private void DropOvertaken()
    {
        if (_pool.Count == 0) { return; }
        WorldState state = _chain.State;
        _pool.RemoveWhere(one => !one.TryGetSender(_curve, _chain.Genesis.ChainId, out EthereumAddress sender) || one.Nonce < (state.Find(sender)?.Nonce ?? 0));
    }

    // As real nodes write theirs: version, client, language, system.
    private static readonly byte[] s_vanity = [0xd3, 0x83, 1, 8, 4, 0x84, (byte)'w', (byte)'e', (byte)'i', (byte)'r', 0x83, (byte)'n', (byte)'e', (byte)'t', 0x85, (byte)'l', (byte)'i', (byte)'n', (byte)'u', (byte)'x'];
}
