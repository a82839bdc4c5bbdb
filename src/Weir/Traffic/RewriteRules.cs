using Weir.Wire.Frames;

namespace Weir.Traffic;

/// <summary>What <see cref="PacketRewriter"/> changes. Of several rules for the same thing the first that holds is taken.</summary>
internal sealed record RewriteRules
{
    /// <summary>Rules for source and destination addresses alike.</summary>
    public IReadOnlyList<AddressRule> Addresses { get; init; } = [];

    /// <summary>Rules for source addresses, asked before <see cref="Addresses"/>.</summary>
    public IReadOnlyList<AddressRule> Sources { get; init; } = [];

    /// <summary>Rules for destination addresses, asked before <see cref="Addresses"/>.</summary>
    public IReadOnlyList<AddressRule> Destinations { get; init; } = [];

    /// <summary>Two addresses for all packets: the client's and the server's. They go before every other rule, each for packets of its own version.</summary>
    public IReadOnlyList<(IpAddress Client, IpAddress Server)> Endpoints { get; init; } = [];

    /// <summary>Seed of other addresses for those that no rule names; null leaves them.</summary>
    public ulong? RandomSeed { get; init; }

    /// <summary>Rules for TCP and UDP ports.</summary>
    public IReadOnlyList<PortRule> Ports { get; init; } = [];

    /// <summary>The source hardware address that frames get, or null.</summary>
    public MacRule? SourceMac { get; init; }

    /// <summary>The destination hardware address that frames get, or null.</summary>
    public MacRule? DestinationMac { get; init; }

    /// <summary>Other hardware addresses, by the old ones; asked before <see cref="SourceMac"/> and <see cref="DestinationMac"/>.</summary>
    public IReadOnlyDictionary<MacAddress, MacAddress> Macs { get; init; } = new Dictionary<MacAddress, MacAddress>();

    /// <summary>What becomes of VLAN tags.</summary>
    public VlanEdit Vlan { get; init; } = new();

    /// <summary>What becomes of the TTL or hop limit of the outermost IP header, or null.</summary>
    public HopLimitEdit? HopLimit { get; init; }

    /// <summary>True computes checksums anew wherever all bytes under them are there; false keeps a wrong one wrong.</summary>
    public bool FixChecksums { get; init; }

    /// <summary>True leaves packets inside tunnels (GRE, VXLAN, IP in IP) as they are; packets quoted by ICMP errors are changed all the same.</summary>
    public bool OuterOnly { get; init; }

    /// <summary>True when something depends on which side of its conversation sent a packet.</summary>
    public bool NeedsSides => Endpoints.Count > 0 || (SourceMac is { } source && source.OfClients != source.OfServers)
        || (DestinationMac is { } destination && destination.OfClients != destination.OfServers);

    /// <summary>True when frames need an Ethernet header.</summary>
    public bool NeedsEthernet => SourceMac is not null || DestinationMac is not null || Macs.Count > 0 || !Vlan.IsNone;
}
