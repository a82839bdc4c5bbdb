using Weir.Wire.Ethereum;

namespace Weir.Consensus;

/// <summary>How many frames of one block passed the point with the same direction, peer, round, kind and claimed sender. Copies that were relayed count each.</summary>
/// <param name="Direction">Seen from the point's own node.</param>
/// <param name="Peer">Name of the node at the other end; in transit <c>A&gt;B</c>.</param>
/// <param name="Round">The round; of a round change the one asked for.</param>
/// <param name="Code">The kind.</param>
/// <param name="Sender">Name of the claimed sender.</param>
/// <param name="Frames">How many.</param>
public readonly record struct FrameRow(PointDirection Direction, string Peer, ulong Round, IbftCode Code, string Sender, long Frames) : IComparable<FrameRow>
{
    /// <summary>Orders by direction, peer, round, name of the kind and sender, names by their characters.</summary>
    public int CompareTo(FrameRow other)
    {
        int order = Direction.CompareTo(other.Direction);
        if (order == 0) { order = string.CompareOrdinal(Peer, other.Peer); }
        if (order == 0) { order = Round.CompareTo(other.Round); }
        if (order == 0) { order = CodeOrder.Of(Code).CompareTo(CodeOrder.Of(other.Code)); }
        return order != 0 ? order : string.CompareOrdinal(Sender, other.Sender);
    }
}
