using Weir.Wire.Ethereum;

namespace Weir.Consensus;

/// <summary>The report of an open block, and what it was made of: as long as that is the same, the report is too. Of the blocks that a monitor has open only one or two still change.</summary>
/// <param name="Changes">How often the block's messages had changed.</param>
/// <param name="Own">The end that was the point's own node.</param>
/// <param name="ValidatorsBefore">The validators that were known without the block.</param>
/// <param name="Report">The report; its uncertainty is judged anew each time.</param>
/// <param name="Findings">What is wrong with the block's messages.</param>
internal sealed record BuiltBlock(long Changes, int Own, EthereumAddress[] ValidatorsBefore, BlockReport Report, IReadOnlyList<Finding> Findings)
{
    /// <summary>True when a report made now would be the same.</summary>
    public bool IsFresh(BlockTally tally, int own, EthereumAddress[] validatorsBefore) => Changes == tally.Changes && Own == own && ReferenceEquals(ValidatorsBefore, validatorsBefore);
}
