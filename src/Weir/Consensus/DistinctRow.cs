using Weir.Wire.Ethereum;

namespace Weir.Consensus;

/// <summary>How many different messages of one block passed the point with the same direction, round, kind and claimed sender. Relayed copies count once.</summary>
/// <param name="Direction">Seen from the point's own node.</param>
/// <param name="Round">The round; of a round change the one asked for.</param>
/// <param name="Code">The kind.</param>
/// <param name="Sender">Name of the claimed sender.</param>
/// <param name="Distinct">How many; more than one preprepare, prepare or commit is an equivocation.</param>
public readonly record struct DistinctRow(PointDirection Direction, ulong Round, IbftCode Code, string Sender, long Distinct) : IComparable<DistinctRow>
{
    /// <summary>Orders by direction, round, name of the kind and sender, names by their characters.</summary>
    public int CompareTo(DistinctRow other)
    {
        int order = Direction.CompareTo(other.Direction);
        if (order == 0) { order = Round.CompareTo(other.Round); }
        if (order == 0) { order = CodeOrder.Of(Code).CompareTo(CodeOrder.Of(other.Code)); }
        return order != 0 ? order : string.CompareOrdinal(Sender, other.Sender);
    }
}
