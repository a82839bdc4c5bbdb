namespace Weir.Reassembly;

/// <summary>How far one direction of a TCP conversation is.</summary>
internal enum StreamPhase : byte
{
    /// <summary>No byte and no sequence number is known.</summary>
    None,
    /// <summary>The opening was not captured: first segments are kept for a short while, for an earlier one may follow.</summary>
    Starting,
    /// <summary>Bytes are handed on.</summary>
    Open,
    /// <summary>All bytes before the FIN were handed on.</summary>
    Ended,
}
