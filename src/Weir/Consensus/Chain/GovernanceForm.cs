namespace Weir.Consensus.Chain;

/// <summary>What the value of a parameter looks like in JSON, and in votes (klaytn-state 5.4).</summary>
internal enum GovernanceForm
{
    /// <summary>A number of 64 bits; in votes big-endian bytes without leading zeros.</summary>
    Number,
    /// <summary>A text; in votes its bytes. Amounts are texts of decimal digits.</summary>
    Text,
    /// <summary>A truth value; in votes 01 or nothing.</summary>
    Flag,
    /// <summary>An address as a text with 0x; in votes 20 bytes.</summary>
    Address,
}
