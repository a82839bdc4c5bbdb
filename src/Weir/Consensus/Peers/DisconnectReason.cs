namespace Weir.Consensus.Peers;

/// <summary>Why a session ends; up to 16 these are the numbers of the wire (klaytn-ibft 2.3).</summary>
internal enum DisconnectReason
{
    /// <summary>Somebody asked for it.</summary>
    Requested = 0,
    /// <summary>The connection broke.</summary>
    NetworkError = 1,
    /// <summary>A message that the protocol does not allow.</summary>
    ProtocolBreach = 2,
    /// <summary>No sub-protocol in common, or no validator.</summary>
    UselessPeer = 3,
    /// <summary>There are enough peers.</summary>
    TooManyPeers = 4,
    /// <summary>There is a session with this node.</summary>
    AlreadyConnected = 5,
    /// <summary>Another version of the base protocol.</summary>
    IncompatibleVersion = 6,
    /// <summary>A node id that is none.</summary>
    InvalidIdentity = 7,
    /// <summary>The node ends.</summary>
    Quitting = 8,
    /// <summary>Another node than the one that was dialed.</summary>
    UnexpectedIdentity = 9,
    /// <summary>The node dialed itself.</summary>
    Self = 10,
    /// <summary>Nothing came for too long.</summary>
    ReadTimeout = 11,
    /// <summary>Another network, or a sub-protocol's message that cannot be read.</summary>
    SubprotocolError = 16,
}
