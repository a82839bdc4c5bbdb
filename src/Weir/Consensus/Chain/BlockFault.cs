namespace Weir.Consensus.Chain;

/// <summary>Why a chain does not take a block (klaytn-state 6); the order is that in which they are found.</summary>
public enum BlockFault
{
    /// <summary>It is taken.</summary>
    None,
    /// <summary>The block was found wrong before.</summary>
    Bad,
    /// <summary>The chain has a block of this number already.</summary>
    Known,
    /// <summary>The block before it is not the head: the chain lacks what lies between, or it is of another chain.</summary>
    UnknownParent,
    /// <summary>The root of the transactions is another.</summary>
    TransactionRoot,
    /// <summary>A transaction cannot be read, or its signature cannot.</summary>
    Transaction,
    /// <summary>The base fee is not that which follows from the block before, or stands where it does not belong.</summary>
    BaseFee,
    /// <summary>Its time is more than a second ahead. It may be taken when its time has come.</summary>
    Future,
    /// <summary>The extra data is not that of an IBFT block.</summary>
    ExtraData,
    /// <summary>The block score is not 1.</summary>
    BlockScore,
    /// <summary>Less than a second after the block before.</summary>
    Time,
    /// <summary>The seal is missing, or not of a validator.</summary>
    Seal,
    /// <summary>The governance data of an epoch's block are not what was voted for.</summary>
    Governance,
    /// <summary>The committed seals are too few, double, or not of validators.</summary>
    CommittedSeals,
    /// <summary>A transaction is not possible on the state.</summary>
    Execution,
    /// <summary>It needs what this chain does not compute: a virtual machine.</summary>
    Unsupported,
    /// <summary>The gas is another.</summary>
    GasUsed,
    /// <summary>The bloom filter is another.</summary>
    Bloom,
    /// <summary>The root of the receipts is another.</summary>
    ReceiptRoot,
    /// <summary>The state root is another.</summary>
    StateRoot,
}
