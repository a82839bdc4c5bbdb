using Weir.Wire.Ethereum;

namespace Weir.Consensus.Peers;

/// <summary>Who a node is towards its peers, and what it offers them (klaytn-ibft 2.2, 2.4).</summary>
internal sealed class PeerIdentity
{
    private readonly byte[] _key;

    /// <summary>Makes the identity of a key.</summary>
    /// <param name="curve">The curve.</param>
    /// <param name="key">The private key, 32 bytes: of the sessions, and of the consensus messages.</param>
    /// <exception cref="ArgumentException">It is no private key.</exception>
    public PeerIdentity(ICurve curve, ReadOnlySpan<byte> key)
    {
        Curve = curve;
        _key = key.ToArray();
        byte[] id = new byte[Secp256k1.PublicKeySize];
        curve.PublicKey(key, id);
        Id = id;
        Address = EthereumAddress.FromPublicKey(id);
    }

    /// <summary>The curve.</summary>
    public ICurve Curve { get; }

    /// <summary>The private key, 32 bytes.</summary>
    public ReadOnlySpan<byte> Key => _key;

    /// <summary>The public key, 64 bytes.</summary>
    public ReadOnlyMemory<byte> Id { get; }

    /// <summary>The consensus address.</summary>
    public EthereumAddress Address { get; }

    /// <summary>The byte that opens each connection: 0 for a consensus node.</summary>
    public byte ConnectionType { get; init; }

    /// <summary>The client's name in the hello.</summary>
    public string ClientName { get; init; } = "Klaytn/v1.8.4/linux-amd64/weir";

    /// <summary>The versions of the sub-protocol istanbul that it speaks, the highest first: 64, and 65 since v1.9.0.</summary>
    public IReadOnlyList<ulong> Versions { get; init; } = [65, 64];

    /// <summary>Whether transactions have a connection of their own.</summary>
    public bool IsMultichannel { get; init; }

    /// <summary>The hello of this node.</summary>
    /// <param name="ports">The ports that it listens on, the main one first.</param>
    public Devp2pHello Hello(IReadOnlyList<int> ports) => new()
    {
        Name = ClientName, Id = Id, IsMultichannel = IsMultichannel,
        Capabilities = [.. Versions.Select(version => new Devp2pCapability(Protocol, version))],
        // A node with one channel never fills them in.
        ListenPorts = IsMultichannel ? [.. ports.Select(port => (ulong)port)] : [],
    };

    /// <summary>The sub-protocol's name on the wire.</summary>
    public const string Protocol = "istanbul";

    /// <summary>The highest version that both offer; 0 when there is none.</summary>
    public ulong CommonVersion(Devp2pHello hello)
    {
        ulong best = 0;
        foreach (Devp2pCapability offered in hello.Capabilities)
        {
            if (offered.Name == Protocol && Versions.Contains(offered.Version)) { best = Math.Max(best, offered.Version); }
        }

        return best;
    }

    /// <summary>How many codes a version of the sub-protocol has (klaytn-ibft 2.4).</summary>
    public static ulong CodesOf(ulong version) => version >= 65 ? 23UL : 21UL;
}
