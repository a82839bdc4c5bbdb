namespace Weir.Wire.Ethereum;

/// <summary>
/// What is wrong with a consensus message as far as the message alone tells (klaytn-ibft 3.1, 3.3 to 3.7), without the chain or the validator set. Those about signatures are set by <see cref="IbftMessage.Recover"/>.
/// </summary>
[Flags]
public enum IbftFaults
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Bytes follow the outer list; nodes pass over them.</summary>
    TrailingBytes = 1 << 0,
    /// <summary>The outer, unsigned previous hash differs from the signed one.</summary>
    OuterHashDiffers = 1 << 1,
    /// <summary>The subject's (or the proposal's) previous hash differs from the message's.</summary>
    SubjectHashDiffers = 1 << 2,
    /// <summary>A round change with a digest that is not zero.</summary>
    DigestNotZero = 1 << 3,
    /// <summary>The proposal's number is not the message's sequence.</summary>
    NumberDiffers = 1 << 4,
    /// <summary>The proposal's block score is not 1.</summary>
    BlockScoreNotOne = 1 << 5,
    /// <summary>The proposal's extra data is not that of an IBFT block.</summary>
    ExtraDataUnreadable = 1 << 6,
    /// <summary>A commit without a committed seal of 65 bytes.</summary>
    CommittedSealMissing = 1 << 7,
    /// <summary>A committed seal in a message that is no commit.</summary>
    CommittedSealUnexpected = 1 << 8,
    /// <summary>The signature has another length than 65 bytes, or recovers to nothing.</summary>
    SignatureInvalid = 1 << 9,
    /// <summary>The recovered signer is not the address that the message claims. Nodes do not compare them.</summary>
    SignerDiffers = 1 << 10,
    /// <summary>The committed seal recovers to nothing, or to another address than the signer's.</summary>
    CommittedSealInvalid = 1 << 11,
    /// <summary>The proposal's seal is missing or recovers to nothing.</summary>
    ProposalSealInvalid = 1 << 12,
}
