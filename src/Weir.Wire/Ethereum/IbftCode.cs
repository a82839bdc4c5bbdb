namespace Weir.Wire.Ethereum;

/// <summary>The kinds of consensus messages (klaytn-ibft 3.1); the numbers are those of the wire.</summary>
public enum IbftCode : byte
{
    /// <summary>The proposer's block.</summary>
    Preprepare = 0,
    /// <summary>A vote that the block is right.</summary>
    Prepare = 1,
    /// <summary>A vote that enough prepares were seen; carries a seal of the block.</summary>
    Commit = 2,
    /// <summary>A vote for a later round of the same sequence.</summary>
    RoundChange = 3,
}
