using System.Globalization;

namespace Weir.Consensus.Ibft;

/// <summary>Where a network stands: the number of the block that is being decided, and the round of its decision (klaytn-ibft 3.1). Compares by sequence, then by round.</summary>
/// <param name="Sequence">The block's number.</param>
/// <param name="Round">The round, from 0.</param>
internal readonly record struct IbftView(ulong Sequence, ulong Round) : IComparable<IbftView>
{
    /// <inheritdoc/>
    public int CompareTo(IbftView other) => Sequence != other.Sequence ? Sequence.CompareTo(other.Sequence) : Round.CompareTo(other.Round);

    /// <summary><c>12/0</c>: sequence and round.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sequence}/{Round}");
}
