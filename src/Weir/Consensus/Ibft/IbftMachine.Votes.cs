using Weir.Wire.Ethereum;

namespace Weir.Consensus.Ibft;

/// <summary>Proposals and votes (klaytn-ibft 4.1).</summary>
internal sealed partial class IbftMachine
{
    private bool IsMyTurn => _height!.Proposer(_round) == Address;

    private void SendPreprepare(Block block)
    {
        if (block.Header.Number == View.Sequence && IsMyTurn) { _own.Enqueue(IbftMessage.CreatePreprepare(_curve, _key, _round, block)); }
    }

    private void SendVote(IbftCode code)
    {
        if (_height!.IsMember(Address, _round))
        {
            BlockHeader header = _proposal!.Header;
            _own.Enqueue(IbftMessage.CreateVote(_curve, _key, code, View.Sequence, _round, header.Hash, header.ParentHash));
        }
    }

    private IbftOutcome HandlePreprepare(IbftMessage message)
    {
        if (message.Proposal is not { } proposal) { return IbftOutcome.Inconsistent; }
        IbftOutcome admitted = Admit(message);
        if (admitted == IbftOutcome.Old) { return OldPreprepare(message, proposal); }
        if (admitted != IbftOutcome.Accepted) { return admitted; }
        if (message.Address != _height!.Proposer(_round)) { return IbftOutcome.NotProposer; }
        ProposalCheck check = _host.IsBad(proposal.Header.Hash) ? new ProposalCheck("the block was taken before and is bad")
            : proposal.Header.Number != message.Sequence ? new ProposalCheck("it is not the next block") : _host.Check(proposal);
        if (check.Error is not null)
        {
            if (!check.IsReadable) { return IbftOutcome.Inconsistent; }
            SendRoundChange(_round + 1);
            return IbftOutcome.BadProposal;
        }

        if (check.Wait > TimeSpan.Zero)
        {
            _host.SetProposalTimer(message, check.Wait);
            return IbftOutcome.TooEarly;
        }

        if (Phase != IbftPhase.AcceptRequest) { return IbftOutcome.Accepted; }
        if (Locked is not { } locked)
        {
            _proposal = proposal;
            SetPhase(IbftPhase.Preprepared);
            SendVote(IbftCode.Prepare);
        }
        else if (proposal.Header.Hash == locked)
        {
            _proposal = proposal;
            SetPhase(IbftPhase.Prepared);
            SendVote(IbftCode.Commit);
        }
        else
        {
            SendRoundChange(_round + 1);
        }

        return IbftOutcome.Accepted;
    }

    /// <summary>A proposal of a block that is in the chain already counts, so that it is passed on, when it came from the one whose turn it was.</summary>
    private IbftOutcome OldPreprepare(IbftMessage message, Block proposal) =>
        _host.Has(proposal.Header.Hash, proposal.Header.Number) && proposal.Header.Number == message.Sequence
        && _host.TryGetHeight(message.Sequence, out IbftHeight? height) && height.Proposer(message.Round) == message.Address
            ? IbftOutcome.Accepted : IbftOutcome.Old;

    private IbftOutcome HandlePrepare(IbftMessage message)
    {
        IbftOutcome admitted = AdmitVote(message);
        if (admitted != IbftOutcome.Accepted) { return admitted; }
        _prepares.Add(message.Address);
        Prepare();
        return IbftOutcome.Accepted;
    }

    private IbftOutcome HandleCommit(IbftMessage message)
    {
        IbftOutcome admitted = AdmitVote(message);
        if (admitted != IbftOutcome.Accepted) { return admitted; }

        // The block goes into the chain with these seals, and one that is not its sender's would make it worthless. The original finds that out only then. What this node made itself was never recovered.
        if (message.IsRecovered && message.CommittedSealSigner != message.Address) { return IbftOutcome.BadSignature; }
        _commits[message.Address] = message;
        Prepare();
        if (Phase < IbftPhase.Committed && _commits.Count >= _height!.Votes)
        {
            _locked = _proposal!.Header.Hash;
            Commit();
        }

        return IbftOutcome.Accepted;
    }

    private IbftOutcome AdmitVote(IbftMessage message)
    {
        IbftOutcome admitted = Admit(message);
        if (admitted != IbftOutcome.Accepted) { return admitted; }
        if (!_height!.IsMember(message.Address, _round)) { return IbftOutcome.NotMember; }
        return _proposal is { } proposal && message.Digest == proposal.Header.Hash && message.SubjectPreviousHash == proposal.Header.ParentHash
            ? IbftOutcome.Accepted : IbftOutcome.Inconsistent;
    }

    /// <summary>Locks the block and commits when prepares and commits together are enough, or when it is the locked one.</summary>
    private void Prepare()
    {
        if (Phase >= IbftPhase.Prepared) { return; }
        Hash256 hash = _proposal!.Header.Hash;
        if (Locked != hash && CountPreparesAndCommits() < _height!.Votes) { return; }
        _locked = hash;
        SetPhase(IbftPhase.Prepared);
        SendVote(IbftCode.Commit);
    }

    private int CountPreparesAndCommits()
    {
        int count = _prepares.Count;
        foreach (EthereumAddress member in _commits.Keys)
        {
            if (!_prepares.Contains(member)) { count++; }
        }

        return count;
    }

    private void Commit()
    {
        SetPhase(IbftPhase.Committed);
        BlockHeader header = _proposal!.Header;
        ReadOnlyMemory<byte>[] seals = [.. _commits.Values.Select(commit => (ReadOnlyMemory<byte>)commit.CommittedSeal.ToArray())];
        BlockHeader committed = header.WithExtra((byte)_round, header.Extra!.Seal, seals);
        _host.Decide(new Block(committed, _proposal.Transactions.Remaining.ToArray()));
    }
}
