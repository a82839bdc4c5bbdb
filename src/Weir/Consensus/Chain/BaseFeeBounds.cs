using System.Numerics;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Chain;

/// <summary>How the base fee of a block follows from its parent since Magma (klaytn-state 7). Prices are in peb for a unit of gas.</summary>
public sealed record BaseFeeBounds
{
    /// <summary>Least base fee.</summary>
    public ulong Lower { get; init; } = 25_000_000_000;

    /// <summary>Most base fee.</summary>
    public ulong Upper { get; init; } = 750_000_000_000;

    /// <summary>Gas of a block that leaves the fee as it is.</summary>
    public ulong GasTarget { get; init; } = 30_000_000;

    /// <summary>Gas of a block beyond which more does not raise the fee further.</summary>
    public ulong MaxGasUsed { get; init; } = 60_000_000;

    /// <summary>How gently the fee follows.</summary>
    public ulong Denominator { get; init; } = 20;

    /// <summary>The base fee of the block after <paramref name="parent"/>; of a parent without one, and of the genesis, the lower bound.</summary>
    public BigInteger Next(BlockHeader parent)
    {
        ArgumentNullException.ThrowIfNull(parent);
        BigInteger lower = Lower + (Lower & 1);
        BigInteger upper = Upper - (Upper & 1);
        if (parent.BaseFee is not { } before || parent.Number == 0) { return lower; }
        BigInteger fee = BigInteger.Max(lower, BigInteger.Min(upper, before));
        BigInteger used = Math.Min(parent.GasUsed, MaxGasUsed);
        if (used > GasTarget)
        {
            fee = BigInteger.Min(upper, fee + BigInteger.Max(1, fee * (used - GasTarget) / GasTarget / Denominator));
        }
        else if (used < GasTarget)
        {
            fee = BigInteger.Max(lower, fee - (fee * (GasTarget - used) / GasTarget / Denominator));
        }

        return fee - (fee & 1);
    }
}
