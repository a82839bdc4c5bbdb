namespace Weir.Consensus;

/// <summary>What is wrong with a message that was counted.</summary>
public enum FindingKind : byte
{
    /// <summary>The recovered signer is another than the claimed sender.</summary>
    SignerDiffers,
    /// <summary>The signature recovers to nothing.</summary>
    SignatureInvalid,
    /// <summary>The committed seal of a commit is missing or not the signer's.</summary>
    CommittedSealInvalid,
    /// <summary>The seal of the proposed block is missing or recovers to nothing.</summary>
    ProposalSealInvalid,
    /// <summary>The sender signed two different messages where the protocol allows one.</summary>
    Equivocation,
    /// <summary>The signer is not among the validators of the proposal.</summary>
    NotValidator,
    /// <summary>A field contradicts another (<see cref="Weir.Wire.Ethereum.IbftFaults"/>).</summary>
    Inconsistent,
    /// <summary>The frame's authentication code was wrong: a receiver would have closed the connection.</summary>
    AuthenticationWrong,
}
