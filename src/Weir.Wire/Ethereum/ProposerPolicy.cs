namespace Weir.Wire.Ethereum;

/// <summary>How the proposer of a block is chosen (klaytn-ibft 4.3); the numbers are those of the genesis configuration.</summary>
public enum ProposerPolicy
{
    /// <summary>The next one in order.</summary>
    RoundRobin = 0,
    /// <summary>The same one until a round fails.</summary>
    Sticky = 1,
    /// <summary>By stake, from a shuffled list; the main networks.</summary>
    WeightedRandom = 2,
}
