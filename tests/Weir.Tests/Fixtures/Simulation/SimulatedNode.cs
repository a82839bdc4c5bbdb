using System.Text;
using Weir.Platform;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Fixtures.Simulation;

/// <summary>A consensus node on the wire: its keys, its peers, and the rule of gossip (klaytn-ibft 4.4). What it decides is in the other part.</summary>
internal sealed partial class SimulatedNode
{
    private readonly SimulatedNetwork _network;
    private readonly Truth _truth;
    private readonly List<(SimulatedNode Node, SimulatedSession Session)> _peers = [];
    private readonly Dictionary<SimulatedNode, HashSet<Hash256>> _known = [];
    private readonly HashSet<Hash256> _seen = [];
    private readonly StringBuilder _secrets = new();
    private BlockHeader _head;
    private ProposerOrder _order = null!;

    public SimulatedNode(SimulatedNetwork network, Truth truth, int number, BlockHeader genesis)
    {
        _network = network;
        _truth = truth;
        Number = number;
        _head = genesis;
        PrivateKey = Hash256.Keccak(Encoding.ASCII.GetBytes("weir example node " + Name)).ToArray();
        Id = new byte[64];
        Curves.Best.PublicKey(PrivateKey, Id);
        Address = EthereumAddress.FromPublicKey(Id);
    }

    /// <summary>From 0.</summary>
    public int Number { get; }

    public string Name => $"cn{Number + 1}";

    public byte[] PrivateKey { get; }

    public byte[] Id { get; }

    public EthereumAddress Address { get; }

    /// <summary>One JSON line for each handshake it finished.</summary>
    public string Secrets => _secrets.ToString();

    public void KeepSecret(long time, string local, string remote, bool isInitiator, byte[] remoteId, RlpxSecrets secrets) => _secrets.Append(
        $$"""{"time": {{time}}, "local": "{{local}}", "remote": "{{remote}}", "initiator": {{(isInitiator ? "true" : "false")}}, "local_id": "{{Convert.ToHexStringLower(Id)}}", "remote_id": "{{Convert.ToHexStringLower(remoteId)}}", "aes": "{{Convert.ToHexStringLower(secrets.Aes)}}", "mac": "{{Convert.ToHexStringLower(secrets.Mac)}}", "init_nonce": "{{Convert.ToHexStringLower(secrets.InitiatorNonce)}}", "resp_nonce": "{{Convert.ToHexStringLower(secrets.RecipientNonce)}}"}""").Append('\n');

    public byte[] Status() => new Devp2pStatus
    {
        ProtocolVersion = 64, NetworkId = 2019, TotalDifficulty = _head.Number + 1, Head = _head.Hash, Genesis = _head.Hash, ChainId = 2019,
    }.Encode();

    public void AddPeer(SimulatedNode node, SimulatedSession session)
    {
        _peers.Add((node, session));
        _known[node] = [];
    }

    // The first copy is handled, and relayed when that went well; a duplicate only tells that its sender has it.
    private void Receive(SimulatedNode from, IbftMessage message)
    {
        Hash256 identity = message.Identity;
        _known[from].Add(identity);
        if (!_seen.Add(identity)) { return; }
        _network.After(200, 1200, () =>
        {
            if (Handle(message)) { Gossip(message); }
        });
    }

    private void Originate(IbftMessage message)
    {
        _seen.Add(message.Identity);
        if (Handle(message)) { Gossip(message); }
    }

    private void Gossip(IbftMessage message)
    {
        byte[] payload = message.Encode();
        foreach ((SimulatedNode peer, SimulatedSession session) in _peers)
        {
            if (!_known[peer].Add(message.Identity)) { continue; }
            _truth.Count(this, peer, message);
            session.Send(this, Devp2pCodes.Consensus, payload, () => peer.Receive(this, message));
        }
    }

    private void Announce(BlockHeader header)
    {
        byte[] payload = new Devp2pNewBlockHashes { Blocks = [new Devp2pBlockId(header.Hash, header.Number)] }.Encode();
        foreach ((SimulatedNode _, SimulatedSession session) in _peers) { session.Send(this, Devp2pCodes.NewBlockHashes, payload, static () => { }); }
    }
}
