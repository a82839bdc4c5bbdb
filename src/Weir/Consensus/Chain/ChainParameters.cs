using System.Numerics;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Chain;

/// <summary>What the validators of a chain agree upon, and may change by votes (klaytn-state 2.2, 3, 5.4). Amounts are in peb unless told otherwise.</summary>
public sealed record ChainParameters
{
    /// <summary>Whose votes count: <c>none</c> (each passes at once), <c>single</c> (the governing node's) or <c>ballot</c> (more than half).</summary>
    public string GovernanceMode { get; init; } = "none";

    /// <summary>The governing node of the mode <c>single</c>.</summary>
    public EthereumAddress GoverningNode { get; init; }

    /// <summary>Price of a unit of gas, before Magma.</summary>
    public ulong UnitPrice { get; init; } = 250_000_000_000;

    /// <summary>Most validators that take part in deciding one block.</summary>
    public ulong CommitteeSize { get; init; } = 21;

    /// <summary>Blocks between two in which changed parameters may stand.</summary>
    public ulong Epoch { get; init; } = 604_800;

    /// <summary>How proposers follow each other.</summary>
    public ProposerPolicy Policy { get; init; }

    /// <summary>How long the first round of a block waits for it, in milliseconds. A vote changes it at once.</summary>
    public ulong RoundTimeout { get; init; } = 10_000;

    /// <summary>Whether fees are paid out at the end of a block alone.</summary>
    public bool DeferredTxFee { get; init; }

    /// <summary>Least stake of a validator with the weighted-random policy, in KLAY.</summary>
    public BigInteger MinimumStake { get; init; } = 2_000_000;

    /// <summary>New money of each block.</summary>
    public BigInteger MintingAmount { get; init; }

    /// <summary>Blocks between two lists of proposers, with the weighted-random policy.</summary>
    public ulong ProposerUpdateInterval { get; init; } = 3600;

    /// <summary>How new money is shared with the weighted-random policy, as three percentages <c>a/b/c</c>.</summary>
    public string Ratio { get; init; } = "100/0/0";

    /// <summary>Blocks between two readings of the stakes, with the weighted-random policy.</summary>
    public ulong StakingUpdateInterval { get; init; } = 86_400;

    /// <summary>Whether stakes are evened out, with the weighted-random policy.</summary>
    public bool UseGiniCoeff { get; init; }

    /// <summary>How the roots of lists are computed.</summary>
    public ListRootRule ListRootRule { get; init; }

    /// <summary>The contract that holds parameters, since Kore; zero for none.</summary>
    public EthereumAddress ParameterContract { get; init; }

    /// <summary>How the first share of new money is shared since Kore; null when the genesis does not say.</summary>
    public string? ProposerStakersRatio { get; init; }

    /// <summary>Bounds of the base fee since Magma; null when the genesis does not say, then the defaults hold.</summary>
    public BaseFeeBounds? BaseFee { get; init; }
}
