namespace Weir.Consensus.Ibft;

/// <summary>What became of a message that a node handled. Only an accepted one is passed on to others (klaytn-ibft 4.4).</summary>
internal enum IbftOutcome
{
    /// <summary>It counts.</summary>
    Accepted,
    /// <summary>It is for a later view or phase, and kept until then.</summary>
    Stored,
    /// <summary>It is for a later view, and there was no room to keep it.</summary>
    Dropped,
    /// <summary>It is for an earlier view.</summary>
    Old,
    /// <summary>Its signer or the address that it names is no validator.</summary>
    NotValidator,
    /// <summary>Its signature, or the seal in a commit, is not right.</summary>
    BadSignature,
    /// <summary>The address that it names is not in the committee of its round.</summary>
    NotMember,
    /// <summary>A proposal of somebody whose turn it is not.</summary>
    NotProposer,
    /// <summary>A vote for something else than the proposal that the node holds.</summary>
    Inconsistent,
    /// <summary>A round change for a later round that too few ask for yet; it is kept, not passed on.</summary>
    Ignored,
    /// <summary>A proposal that is not right; the node asks for the next round.</summary>
    BadProposal,
    /// <summary>A proposal from the future; it is handled again at its time.</summary>
    TooEarly,
}
