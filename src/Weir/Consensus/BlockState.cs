namespace Weir.Consensus;

/// <summary>How far the counts of a block can be relied on.</summary>
public enum BlockState : byte
{
    /// <summary>Every message of the block that passed the point is in the counts.</summary>
    Complete,
    /// <summary>Messages of the block may have passed without being counted; see <see cref="BlockReport.Uncertainty"/>.</summary>
    Uncertain,
}
