using Weir.Consensus.Peers;

namespace Weir.Consensus.Validating;

/// <summary>What a node knows of one peer: how far its chain is, and what it has already.</summary>
internal sealed class PeerTrack(Peer peer, ulong head)
{
    private const int MessageLimit = 4096;
    private const int BlockLimit = 1024;

    /// <summary>The session.</summary>
    public Peer Peer => peer;

    /// <summary>True for a consensus node; others are told no consensus messages.</summary>
    public bool IsConsensus => peer.Main.RemoteType == 0;

    /// <summary>The number of its last block, as far as it told.</summary>
    public ulong Head { get; set; } = head;

    /// <summary>Consensus messages that it sent or was sent, by their gossip hashes.</summary>
    public LimitedSet Messages { get; } = new(MessageLimit);

    /// <summary>Blocks that it sent, was sent or announced.</summary>
    public LimitedSet Blocks { get; } = new(BlockLimit);

    /// <summary>Transactions that it sent or was sent.</summary>
    public LimitedSet Transactions { get; } = new(MessageLimit);
}
