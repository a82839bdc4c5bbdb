namespace Weir.Consensus.Peers;

/// <summary>What ends a session: the reason that the peer is told, and a sentence for people. Caught at the border of the connection.</summary>
internal sealed class PeerException(DisconnectReason reason, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The reason.</summary>
    public DisconnectReason Reason => reason;
}
