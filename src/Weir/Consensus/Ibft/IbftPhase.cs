namespace Weir.Consensus.Ibft;

/// <summary>How far a node is in one round (klaytn-ibft 4.1).</summary>
internal enum IbftPhase
{
    /// <summary>It waits for the proposal.</summary>
    AcceptRequest,
    /// <summary>It took the proposal and sent its prepare.</summary>
    Preprepared,
    /// <summary>It saw enough prepares, is locked on the block and sent its commit.</summary>
    Prepared,
    /// <summary>It saw enough commits; the block is on its way into the chain.</summary>
    Committed,
}
