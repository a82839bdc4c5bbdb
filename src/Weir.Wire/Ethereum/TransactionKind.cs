namespace Weir.Wire.Ethereum;

/// <summary>What a transaction does (klaytn-state 4.2). Klaytn's kinds are the type byte of their plain form; who pays the fee is told by <see cref="FeeDelegation"/>.</summary>
public enum TransactionKind
{
    /// <summary>Ethereum's first form, a plain list.</summary>
    Legacy = 0,
    /// <summary>Moves value.</summary>
    ValueTransfer = 0x08,
    /// <summary>Moves value and carries data that nobody executes.</summary>
    ValueTransferMemo = 0x10,
    /// <summary>Changes the key of an account.</summary>
    AccountUpdate = 0x20,
    /// <summary>Makes a contract.</summary>
    Deploy = 0x28,
    /// <summary>Calls a contract.</summary>
    Execution = 0x30,
    /// <summary>Only takes a nonce.</summary>
    Cancel = 0x38,
    /// <summary>Carries a digest of another chain.</summary>
    Anchoring = 0x48,
    /// <summary>Ethereum's form with a list of what it will touch (EIP-2930).</summary>
    AccessList = 0x7801,
    /// <summary>Ethereum's form with a tip and a limit of the fee (EIP-1559).</summary>
    DynamicFee = 0x7802,
}
