using Weir.Consensus.Ibft;
using Weir.Consensus.Peers;
using Weir.Consensus.Validating.Faults;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating;

/// <summary>
/// Who is told which consensus message (klaytn-ibft 4.4): the first copy of a message is handled, and what was accepted goes to all receivers that are not known to have it: they sent it, or were sent it.
/// </summary>
internal sealed class Gossip
{
    private const int MessageLimit = 4096;

    private readonly LimitedSet _known = new(MessageLimit);
    private readonly EthereumAddress _self;
    private readonly IFault? _fault;
    private readonly Agenda _agenda;

    /// <summary>Makes the gossip of a node.</summary>
    /// <param name="self">The node's address.</param>
    /// <param name="fault">What it does wrong on purpose with its own messages.</param>
    /// <param name="agenda">Where late messages wait.</param>
    public Gossip(EthereumAddress self, IFault? fault, Agenda agenda)
    {
        _self = self;
        _fault = fault;
        _agenda = agenda;
    }

    /// <summary>Copies that came of messages that were known.</summary>
    public long Copies { get; private set; }

    /// <summary>Notes that a peer has a message, and says whether this is its first copy here.</summary>
    public bool IsFirst(PeerTrack from, Hash256 hash)
    {
        from.Messages.Add(hash);
        if (_known.Add(hash)) { return true; }
        Copies++;
        return false;
    }

    /// <summary>Sends an accepted message on.</summary>
    public void Send(IbftMessage message, IbftHeight height, ulong round, IEnumerable<PeerTrack> peers)
    {
        Hash256 hash = message.ComputeGossipHash();
        _known.Add(hash);
        bool isFaulty = _fault is not null && message.Address == _self;
        WireMessage? wire = null;
        int receiver = 0;
        foreach (PeerTrack peer in peers)
        {
            if (!peer.IsConsensus || !height.IsReceiver(peer.Peer.Address, round) || peer.Messages.Contains(hash)) { continue; }
            if (!isFaulty)
            {
                // What found no room was not sent.
                if (peer.Peer.TrySend(wire ??= new WireMessage(Devp2pCodes.Consensus, message.Encode()))) { peer.Messages.Add(hash); }
                continue;
            }

            peer.Messages.Add(hash);

            if (_fault!.Speak(message, receiver++) is not { } said) { continue; }
            var other = new WireMessage(Devp2pCodes.Consensus, said.Encode());
            if (_fault.Delay > TimeSpan.Zero) { _agenda.Add(_fault.Delay, () => peer.Peer.TrySend(other)); }
            else { peer.Peer.TrySend(other); }
        }
    }
}
