using System.Runtime.InteropServices;
using Weir.Wire.Frames;

namespace Weir.Wire.Netlink;

/// <summary>A network interface as the kernel describes it (rtnetlink, RTM_NEWLINK).</summary>
public sealed record LinkInfo
{
    private const int MaxAlternativeNames = 256;

    /// <summary>Its number in its namespace, from 1.</summary>
    public required int Index { get; init; }

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its other names.</summary>
    public IReadOnlyList<string> AlternativeNames { get; init; } = [];

    /// <summary>The free text beside the name; null for none.</summary>
    public string? Alias { get; init; }

    /// <summary>Its kind (<c>veth</c>, <c>bridge</c>, <c>tun</c>); null for real hardware and loopback.</summary>
    public string? Kind { get; init; }

    /// <summary>Its state.</summary>
    public LinkFlags Flags { get; init; }

    /// <summary>Whether it works.</summary>
    public OperationalState State { get; init; }

    /// <summary>Largest payload of a frame in bytes.</summary>
    public int Mtu { get; init; }

    /// <summary>Hardware address; null when it has none of 6 bytes.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>Number of the bridge or other interface that it is a port of; 0 for none.</summary>
    public int Master { get; init; }

    /// <summary>Number of the interface that it belongs to: the other end of a veth pair (in the namespace <see cref="PeerNamespaceId"/>), the one below a VLAN; 0 for none.</summary>
    public int Peer { get; init; }

    /// <summary>The kernel's id for the namespace in which <see cref="Peer"/> lies; -1 when it is the same namespace.</summary>
    public int PeerNamespaceId { get; init; } = -1;

    /// <summary>Name of the queue discipline at its exit.</summary>
    public string Queue { get; init; } = "";

    /// <summary>The number for deleting many at once.</summary>
    public uint Group { get; init; }

    /// <summary>How many packets wait at most before they are dropped, where no queue discipline says otherwise.</summary>
    public int QueueLength { get; init; }

    /// <summary>Its counters; null when the kernel did not tell them.</summary>
    public LinkStatistics? Statistics { get; init; }

    /// <summary>Options, where it is a bridge.</summary>
    public BridgeOptions? Bridge { get; init; }

    /// <summary>Tag, where it is a VLAN.</summary>
    public ushort? VlanId { get; init; }

    /// <summary>What it does with frames, where it is a port of a bridge.</summary>
    public BridgePortState? PortState { get; init; }

    /// <summary>True when it is set up.</summary>
    public bool IsUp => (Flags & LinkFlags.Up) != LinkFlags.None;

    /// <summary>Reads the description; false with the fault when its header is cut off. Attributes that do not fit end the description early.</summary>
    public static bool TryRead(in NetlinkMessage message, out LinkInfo? link, out LengthError error)
    {
        ReadOnlySpan<byte> payload = message.Payload;
        link = null;
        error = default;
        if (payload.Length < LinkAttribute.HeaderSize)
        {
            error = new LengthError("ifinfomsg", NetlinkMessage.HeaderSize, LinkAttribute.HeaderSize, payload.Length, "nlmsg.len");
            return false;
        }

        link = new LinkInfo { Index = MemoryMarshal.Read<int>(payload[4..]), Flags = (LinkFlags)MemoryMarshal.Read<uint>(payload[8..]) };
        foreach (NetlinkAttribute a in message.Attributes(LinkAttribute.HeaderSize))
        {
            link = a.Type switch
            {
                LinkAttribute.Name => link with { Name = a.Text },
                LinkAttribute.Address => link with { Mac = a.Mac },
                LinkAttribute.Mtu => link with { Mtu = a.Int32 },
                LinkAttribute.Link => link with { Peer = a.Int32 },
                LinkAttribute.LinkNamespaceId => link with { PeerNamespaceId = a.Int32 },
                LinkAttribute.Queue => link with { Queue = a.Text },
                LinkAttribute.Master => link with { Master = a.Int32 },
                LinkAttribute.QueueLength => link with { QueueLength = a.Int32 },
                LinkAttribute.OperationalState => link with { State = (OperationalState)a.UInt8 },
                LinkAttribute.Alias => link with { Alias = a.Text },
                LinkAttribute.Group => link with { Group = a.UInt32 },
                LinkAttribute.Statistics64 => LinkStatistics.TryRead(a.Value, out LinkStatistics counters) ? link with { Statistics = counters } : link,
                LinkAttribute.Properties => link with { AlternativeNames = Names(a.Nested) },
                LinkAttribute.Info => WithInfo(link, a.Nested),
                _ => link,
            };
        }

        return true;
    }

    /// <summary>Writes the request for all interfaces.</summary>
    public static void WriteDump(NetlinkWriter writer, uint sequence)
    {
        writer.Begin(NetlinkMessageType.GetLink, NetlinkFlags.Dump, sequence);
        writer.Take(LinkAttribute.HeaderSize);
        writer.End();
    }

    private static LinkInfo WithInfo(LinkInfo link, NetlinkAttributes info)
    {
        if (info.TryFind(LinkAttribute.Kind, out NetlinkAttribute kind)) { link = link with { Kind = kind.Text }; }
        if (info.TryFind(LinkAttribute.Data, out NetlinkAttribute data))
        {
            link = link.Kind switch
            {
                "bridge" => link with { Bridge = BridgeOptions.Read(data.Nested) },
                "vlan" when data.Nested.TryFind(LinkAttribute.VlanId, out NetlinkAttribute id) => link with { VlanId = id.UInt16 },
                _ => link,
            };
        }

        return info.TryFind(LinkAttribute.PortData, out NetlinkAttribute port) && port.Nested.TryFind(LinkAttribute.PortState, out NetlinkAttribute state)
            ? link with { PortState = (BridgePortState)state.UInt8 }
            : link;
    }

    private static List<string> Names(NetlinkAttributes properties)
    {
        var names = new List<string>();
        foreach (NetlinkAttribute a in properties)
        {
            if (a.Type == LinkAttribute.AlternativeName && names.Count < MaxAlternativeNames) { names.Add(a.Text); }
        }

        return names;
    }
}
