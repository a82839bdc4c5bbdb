using Weir.Consensus.Chain;
using Weir.Consensus.Ibft;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating;

/// <summary>What can be asked of a running node, inside its loop.</summary>
internal readonly struct NodeView(ConsensusNode node)
{
    /// <summary>The chain.</summary>
    public IChain Chain => node.Chain;

    /// <summary>The node's address.</summary>
    public EthereumAddress Address => node.Address;

    /// <summary>Where the node stands.</summary>
    public IbftMachine Machine => node.Machine;

    /// <summary>The peers.</summary>
    public IReadOnlyCollection<PeerTrack> Peers => node.Tracks;

    /// <summary>The transactions that wait.</summary>
    public TransactionPool Pool => node.Pool;

    /// <summary>True while blocks are fetched.</summary>
    public bool IsSyncing => node.IsSyncing;

    /// <summary>The network's number.</summary>
    public ulong NetworkId => node.NetworkId;

    /// <summary>Takes a transaction and passes it on; null, or why it is not taken.</summary>
    public string? Take(ReadOnlyMemory<byte> encoded) => node.TakeTransaction(encoded);

    /// <summary>Who decides a block, as far as the node remembers; null for an old one.</summary>
    public IbftHeight? HeightOf(ulong sequence) => node.TryGetHeight(sequence, out IbftHeight? height) ? height : null;
}
