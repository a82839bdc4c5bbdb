using Weir.Wire.Ethereum;

namespace Weir.Consensus.Peers;

/// <summary>What the peers ask of the node around them, and tell it. Called by many threads at once.</summary>
internal interface IPeerHost
{
    /// <summary>What this node tells of its chain when a session begins.</summary>
    Devp2pStatus Status(ulong version);

    /// <summary>True for who may be a peer.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="type">The byte with which it opened the connection: 0 for a consensus node, 1 for an endpoint, 2 for a proxy.</param>
    bool IsWelcome(EthereumAddress address, byte type);

    /// <summary>A session is complete: every channel is open, and both statuses fit. The session begins when this returns.</summary>
    ValueTask JoinAsync(Peer peer);

    /// <summary>A session that had joined is over.</summary>
    ValueTask LeaveAsync(Peer peer, DisconnectReason reason, string why);

    /// <summary>A message of a sub-protocol. The peer reads on when this returns, so that a node that has no time is sent no more than the connection holds.</summary>
    ValueTask ReceiveAsync(Peer peer, WireMessage message, CancellationToken cancellation);

    /// <summary>A message was written to a connection.</summary>
    void Wrote(Peer peer, WireMessage message);

    /// <summary>The handshake of a connection is done, and its secrets are known.</summary>
    void Opened(RlpxChannel channel);

    /// <summary>Something that a person who looks after the node may want to know.</summary>
    void Note(string what);
}
