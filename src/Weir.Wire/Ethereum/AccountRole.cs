namespace Weir.Wire.Ethereum;

/// <summary>What a signature is for; the numbers are the places of a role-based key (klaytn-state 1.3).</summary>
public enum AccountRole
{
    /// <summary>Sending a transaction.</summary>
    Transaction = 0,
    /// <summary>Changing the account's key.</summary>
    AccountUpdate = 1,
    /// <summary>Paying the fee of somebody else's transaction.</summary>
    FeePayer = 2,
}
