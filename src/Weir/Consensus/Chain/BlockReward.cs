using System.Numerics;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Chain;

/// <summary>
/// Who is paid for a block (klaytn-state 3). Before Magma with fees that are not deferred, they are paid twice with the policies 0 and 1: to the signer at each transaction, and once more with the reward.
/// That is a defect which real nodes keep, so that old blocks stay valid.
/// </summary>
internal static class BlockReward
{
    /// <summary>What the signer gets at a transaction, and what the rewardbase gets.</summary>
    /// <param name="parameters">The parameters that hold in the block.</param>
    /// <param name="baseFee">The base fee; null before Magma.</param>
    /// <param name="gasUsed">Gas of the transaction.</param>
    /// <param name="price">What its sender pays for a unit of gas.</param>
    public static (BigInteger ToSigner, BigInteger ToRewardbase) AtTransaction(ChainParameters parameters, BigInteger? baseFee, ulong gasUsed, BigInteger price)
    {
        if (parameters.DeferredTxFee) { return (0, 0); }
        return baseFee is { } fee ? (0, gasUsed * fee / 2) : (gasUsed * price, 0);
    }

    /// <summary>What the rewardbase gets at the end of the block. Without stakes in contracts all shares of the weighted-random policy are the rewardbase's, so the ratio does not matter.</summary>
    public static BigInteger AtEnd(ChainParameters parameters, BigInteger? baseFee, ulong gasUsed)
    {
        if (baseFee is { } fee)
        {
            // Half of the fees is burnt, rounded down.
            BigInteger all = gasUsed * fee;
            return parameters.MintingAmount + (parameters.DeferredTxFee ? all - (all / 2) : 0);
        }

        BigInteger total = (BigInteger)gasUsed * parameters.UnitPrice;
        return parameters.MintingAmount + (parameters.Policy != ProposerPolicy.WeightedRandom || parameters.DeferredTxFee ? total : 0);
    }
}
