using System.Runtime.InteropServices;
using Weir.Wire.Frames;

namespace Weir.Wire.Netlink;

/// <summary>A route (rtnetlink, RTM_NEWROUTE; linux/rtnetlink.h, struct rtmsg). A destination <c>::ffff:0.0.0.0</c> or <c>::</c> with length 0 is the default route.</summary>
/// <param name="Destination">The first address of the destination.</param>
/// <param name="PrefixLength">How many bits of it count: 0 to 32, or 0 to 128.</param>
public sealed record Route(IpAddress Destination, int PrefixLength)
{
    /// <summary>The main table.</summary>
    public const uint MainTable = 254;

    private const int HeaderSize = 12;
    private const byte StaticProtocol = 4;
    private const byte LinkScope = 253;
    private const uint OnLinkFlag = 4;
    private const byte FamilyIPv4 = 2;
    private const byte FamilyIPv6 = 10;
    private const ushort DestinationType = 1;
    private const ushort OutputType = 4;
    private const ushort GatewayType = 5;
    private const ushort PriorityType = 6;
    private const ushort SourceType = 7;
    private const ushort TableType = 15;

    /// <summary>The next router; null when the destination is on the segment.</summary>
    public IpAddress? Gateway { get; init; }

    /// <summary>Number of the interface it goes out of; 0 leaves it to the gateway's address.</summary>
    public int Index { get; init; }

    /// <summary>The source address of packets that have none yet; null leaves it to the kernel.</summary>
    public IpAddress? Source { get; init; }

    /// <summary>The route with the lowest is taken; null leaves it to the kernel.</summary>
    public uint? Metric { get; init; }

    /// <summary>The table.</summary>
    public uint Table { get; init; } = MainTable;

    /// <summary>What it does with packets.</summary>
    public RouteKind Kind { get; init; } = RouteKind.Unicast;

    /// <summary>True when the gateway is taken to be on the segment although no address says so.</summary>
    public bool OnLink { get; init; }

    /// <summary>Who made it: 2 the kernel, 3 at boot, 4 an administrator, more for routing daemons (RTPROT_*).</summary>
    public byte Protocol { get; init; } = StaticProtocol;

    /// <summary>The default route of IPv4.</summary>
    public static Route DefaultIPv4(IpAddress gateway) => new(IpAddress.FromIPv4(0), 0) { Gateway = gateway };

    /// <summary>The default route of IPv6.</summary>
    public static Route DefaultIPv6(IpAddress gateway) => new(default(IpAddress), 0) { Gateway = gateway };

    /// <summary>Writes a request about the route: to make it or to delete it.</summary>
    public void Write(NetlinkWriter writer, NetlinkMessageType type, NetlinkFlags flags, uint sequence)
    {
        writer.Begin(type, flags, sequence);
        Span<byte> header = writer.Take(HeaderSize);
        header[0] = InterfaceAddress.Family(Destination);
        header[1] = (byte)PrefixLength;
        header[4] = Table <= byte.MaxValue ? (byte)Table : (byte)0;
        header[5] = Protocol;
        header[6] = Gateway is null && Destination.IsIPv4 && Kind == RouteKind.Unicast ? LinkScope : (byte)0;
        header[7] = (byte)Kind;
        MemoryMarshal.Write(header[8..], OnLink ? OnLinkFlag : 0);
        if (PrefixLength > 0) { writer.Address(DestinationType, Destination); }
        if (Gateway is { } gateway) { writer.Address(GatewayType, gateway); }
        if (Index != 0) { writer.UInt32(OutputType, (uint)Index); }
        if (Source is { } source) { writer.Address(SourceType, source); }
        if (Metric is { } metric) { writer.UInt32(PriorityType, metric); }
        if (Table > byte.MaxValue) { writer.UInt32(TableType, Table); }
        writer.End();
    }

    /// <summary>Writes the request for all routes of all tables.</summary>
    public static void WriteDump(NetlinkWriter writer, uint sequence)
    {
        writer.Begin(NetlinkMessageType.GetRoute, NetlinkFlags.Dump, sequence);
        writer.Take(HeaderSize);
        writer.End();
    }

    /// <summary>Reads a route; false with the fault when its header is cut off. Routes of other families than IP give null and no fault; of several next hops the first attribute counts.</summary>
    public static bool TryRead(in NetlinkMessage message, out Route? route, out LengthError error)
    {
        ReadOnlySpan<byte> payload = message.Payload;
        route = null;
        error = default;
        if (payload.Length < HeaderSize)
        {
            error = new LengthError("rtmsg", NetlinkMessage.HeaderSize, HeaderSize, payload.Length, "nlmsg.len");
            return false;
        }

        if (payload[0] is not (FamilyIPv4 or FamilyIPv6)) { return true; }
        route = new Route(payload[0] == FamilyIPv4 ? IpAddress.FromIPv4(0) : default, payload[1])
        {
            Table = payload[4],
            Protocol = payload[5],
            Kind = (RouteKind)payload[7],
            OnLink = (MemoryMarshal.Read<uint>(payload[8..]) & OnLinkFlag) != 0,
        };
        foreach (NetlinkAttribute a in message.Attributes(HeaderSize))
        {
            route = a.Type switch
            {
                DestinationType when a.Address is { } destination => route with { Destination = destination },
                GatewayType => route with { Gateway = a.Address },
                OutputType => route with { Index = a.Int32 },
                SourceType => route with { Source = a.Address },
                PriorityType => route with { Metric = a.UInt32 },
                TableType => route with { Table = a.UInt32 },
                _ => route,
            };
        }

        return true;
    }

    /// <summary>The route as <c>ip route</c> names it: <c>10.0.0.0/8 via 10.1.0.1</c>, <c>default via fd00::1</c>.</summary>
    public override string ToString() =>
        (PrefixLength == 0 ? "default" : $"{Destination}/{PrefixLength}") + (Gateway is { } gateway ? $" via {gateway}" : "") + (Index != 0 ? $" dev {Index}" : "");
}
