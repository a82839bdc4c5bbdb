namespace Weir.Consensus.Chain;

/// <summary>What a chain says of a block.</summary>
/// <param name="Fault">Why it is not taken; <see cref="BlockFault.None"/> when it is.</param>
/// <param name="Text">What was found and what would be right; empty when it is taken.</param>
public readonly record struct BlockVerdict(BlockFault Fault, string Text)
{
    /// <summary>The block is taken.</summary>
    public static readonly BlockVerdict Good = new(BlockFault.None, "");

    /// <summary>True when the block is taken.</summary>
    public bool IsGood => Fault == BlockFault.None;
}
