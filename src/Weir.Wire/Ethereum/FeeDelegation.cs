namespace Weir.Wire.Ethereum;

/// <summary>Who pays the fee of a transaction of Klaytn's kinds (klaytn-state 4.2); the numbers are what the type byte adds.</summary>
public enum FeeDelegation
{
    /// <summary>The sender.</summary>
    None = 0,
    /// <summary>A second account, all of it.</summary>
    Full = 1,
    /// <summary>A second account a share, the sender the rest.</summary>
    Ratio = 2,
}
