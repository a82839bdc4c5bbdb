namespace Weir.Wire.Ethereum;

/// <summary>The ranges of Klaytn versions that count votes differently (klaytn-ibft 4.2).</summary>
public enum IbftVersion
{
    /// <summary>Up to v1.8.4: more than 2F votes.</summary>
    Klaytn18,
    /// <summary>v1.9.0 to v1.11: all of fewer than four, 4 of 6, else 2F + 1.</summary>
    Klaytn19,
    /// <summary>From v1.12.0: all of fewer than four, else two thirds rounded up.</summary>
    Klaytn112,
}
