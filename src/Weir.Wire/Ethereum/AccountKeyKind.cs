namespace Weir.Wire.Ethereum;

/// <summary>What may sign for an account (klaytn-state 1.3); the numbers are those of the encoding.</summary>
public enum AccountKeyKind
{
    /// <summary>No key at all; stands only in transactions that change a key.</summary>
    Nil = 0,
    /// <summary>The key from which the address comes; what every new account has.</summary>
    Legacy = 1,
    /// <summary>One public key.</summary>
    Public = 2,
    /// <summary>No key fits: contracts.</summary>
    Fail = 3,
    /// <summary>Several public keys whose weights reach a threshold.</summary>
    WeightedMultiSig = 4,
    /// <summary>A key each for transactions, for changes of keys, and for fees that are paid for others.</summary>
    RoleBased = 5,
}
