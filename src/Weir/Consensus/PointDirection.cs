namespace Weir.Consensus;

/// <summary>Which way a message went, seen from the node at whose port it was captured.</summary>
public enum PointDirection : byte
{
    /// <summary>To the point's own node.</summary>
    In,
    /// <summary>From the point's own node.</summary>
    Out,
    /// <summary>Between two other nodes, or it is not known which node the point belongs to.</summary>
    Transit,
}
