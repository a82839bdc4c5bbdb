using Weir.Wire.Ethereum;

namespace Weir.Consensus.Ibft;

/// <summary>Sequences and rounds (klaytn-ibft 4.5).</summary>
internal sealed partial class IbftMachine
{
    /// <summary>Begins the sequence after the head with round 0, or a later round of the current sequence; does nothing for a round that is over.</summary>
    private void StartRound(ulong round)
    {
        BlockHeader head = _host.Head;
        bool isNextRound = _height is not null && head.Number < _height.Sequence;
        if (isNextRound && (head.Number + 1 < _height!.Sequence || round == 0 || round < _round)) { return; }
        if (isNextRound) { ChangeRound(round); }
        else
        {
            if (!_host.TryGetHeight(head.Number + 1, out IbftHeight? height)) { return; }
            _height = height;
            _round = 0;
            _locked = null;
            _proposal = null;
            _pending = null;
            _prepares.Clear();
            _commits.Clear();
        }

        _started = _round;
        _roundChanges.Clear();
        IsWaiting = false;
        SetPhase(IbftPhase.AcceptRequest);
        if (isNextRound && IsMyTurn)
        {
            // A locked block is proposed again as it is; else the block that this node has ready.
            if (Locked is not null) { SendPreprepare(_proposal!); }
            else if ((_pending ??= _host.Build()) is { } block) { SendPreprepare(block); }
        }

        _host.SetRoundTimer(_height!.TimeOf(_round));
    }

    /// <summary>Asks for a later round and waits for others to do so.</summary>
    private void SendRoundChange(ulong round)
    {
        if (round <= _round) { return; }
        IsWaiting = true;
        ChangeRound(round);
        _roundChanges.ForgetBefore(round);
        _host.SetRoundTimer(_height!.TimeOf(round));
        // Who may ask is said by the round that was started, not by the one that is asked for.
        if (_height!.IsMember(Address, _started))
        {
            _own.Enqueue(IbftMessage.CreateVote(_curve, _key, IbftCode.RoundChange, View.Sequence, round, default, _host.Head.Hash));
        }
    }

    /// <summary>The votes of a round end with it; only what the node is locked on goes along.</summary>
    private void ChangeRound(ulong round)
    {
        _round = round;
        _prepares.Clear();
        _commits.Clear();
        if (Locked is null)
        {
            _locked = null;
            _proposal = null;
        }
    }

    private IbftOutcome HandleRoundChange(IbftMessage message)
    {
        IbftOutcome admitted = Admit(message);
        if (admitted != IbftOutcome.Accepted) { return admitted; }
        // Each validator's counts, also of one that does not vote in that round.
        if (message.Round > _round + RoundsAhead) { return IbftOutcome.Ignored; }
        int count = _roundChanges.Add(message.Round, message.Address);
        if (count == _height!.RoundChangeStart && (IsWaiting || _round < message.Round))
        {
            StartRound(message.Round);
            return IbftOutcome.Accepted;
        }

        if (IsWaiting && count == _height.RoundChangeCatchUp)
        {
            if (_round < message.Round) { SendRoundChange(message.Round); }
            return IbftOutcome.Accepted;
        }

        return _round < message.Round ? IbftOutcome.Ignored : IbftOutcome.Accepted;
    }
}
