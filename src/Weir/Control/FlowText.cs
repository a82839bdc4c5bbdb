using Weir.Wire.Frames;
using Weir.Wire.OpenFlow;

namespace Weir.Control;

/// <summary>Flows as ovs-ofctl reads and prints them: <c>priority=7,tcp,nw_dst=10.0.0.1,tp_dst=80,idle_timeout=10,actions=output:1</c>.</summary>
internal static partial class FlowText
{
    private static readonly Dictionary<string, (ushort Type, byte? Protocol)> Shorthands = new(StringComparer.Ordinal)
    {
        ["ip"] = (EtherTypes.IPv4, null), ["icmp"] = (EtherTypes.IPv4, IpProtocols.Icmp), ["tcp"] = (EtherTypes.IPv4, IpProtocols.Tcp), ["udp"] = (EtherTypes.IPv4, IpProtocols.Udp),
        ["sctp"] = (EtherTypes.IPv4, IpProtocols.Sctp), ["ipv6"] = (EtherTypes.IPv6, null), ["ip6"] = (EtherTypes.IPv6, null), ["icmp6"] = (EtherTypes.IPv6, IpProtocols.IcmpV6),
        ["tcp6"] = (EtherTypes.IPv6, IpProtocols.Tcp), ["udp6"] = (EtherTypes.IPv6, IpProtocols.Udp), ["sctp6"] = (EtherTypes.IPv6, IpProtocols.Sctp), ["arp"] = (EtherTypes.Arp, null),
        ["rarp"] = (EtherTypes.Rarp, null), ["mpls"] = (EtherTypes.Mpls, null),
    };

    // Flags of a flow (openflow-1.3 A.3.4.1), as ovs-ofctl names them.
    private static readonly (string Name, ushort Flag)[] Flags =
        [("send_flow_rem", FlowMod.SendFlowRemoved), ("check_overlap", FlowMod.CheckOverlap), ("reset_counts", 1 << 2), ("no_packet_counts", 1 << 3), ("no_byte_counts", 1 << 4)];

    private static readonly string[] Others =
        ["priority", "table", "idle_timeout", "hard_timeout", "cookie", "out_port", "out_group", "actions", "dl_vlan", "nw_tos", "vlan_tci"];

    /// <summary>Reads a flow: for adding and changing with its actions, for deleting and dumping without.</summary>
    /// <exception cref="WeirException">Something in it is unknown, or no value of its field.</exception>
    public static FlowMod ParseFlow(string text, FlowModCommand command)
    {
        bool hasActions = command is not (FlowModCommand.Delete or FlowModCommand.DeleteStrict);
        (string match, string? actions) = Split(text);
        if (hasActions && actions is null) { throw new WeirException($"{text}: say what to do, such as actions=output:1, or actions=drop"); }
        if (!hasActions && actions is not null) { throw new WeirException($"{text}: flows to delete or to show have no actions"); }
        // A change or deletion of all tables unless one is named, as ovs-ofctl does.
        FlowMod flow = new() { Command = command, Table = hasActions ? (byte)0 : FlowMod.AllTables };
        List<MatchField> fields = [];
        foreach (string part in match.Split([',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)) { flow = ParsePart(part, flow, fields); }
        return flow with { Match = Complete(text, fields), Instructions = actions is null ? [] : Meant(ParseInstructions(actions), fields.Find(one => one.Field == OxmField.IpProtocol)?.Value) };
    }

    private static (string Match, string? Actions) Split(string text)
    {
        foreach (string word in (string[])["actions=", "action="])
        {
            int at = text.IndexOf(word, StringComparison.Ordinal);
            if (at >= 0 && (at == 0 || text[at - 1] is ',' or ' ' or '\t')) { return (text[..at], text[(at + word.Length)..].Trim()); }
        }

        return (text, null);
    }

    private static FlowMod ParsePart(string part, FlowMod flow, List<MatchField> fields)
    {
        int at = part.IndexOf('=', StringComparison.Ordinal);
        string name = at < 0 ? part : part[..at];
        string value = at < 0 ? "" : part[(at + 1)..];
        if (at < 0)
        {
            if (Array.Find(Flags, one => one.Name == name) is { Name: not null } flag) { return flow with { Flags = (ushort)(flow.Flags | flag.Flag) }; }
            if (!Shorthands.TryGetValue(name, out (ushort Type, byte? Protocol) shorthand)) { throw Unknown(part, name); }
            Add(fields, part, new MatchField(OxmField.EtherType, shorthand.Type));
            if (shorthand.Protocol is { } protocol) { Add(fields, part, new MatchField(OxmField.IpProtocol, protocol)); }
            return flow;
        }

        switch (name)
        {
            case "priority": return flow with { Priority = (ushort)FlowFieldName.Number(name, value, ushort.MaxValue) };
            case "table": return flow with { Table = (byte)FlowFieldName.Number(name, value, byte.MaxValue) };
            case "idle_timeout": return flow with { IdleTimeout = (ushort)FlowFieldName.Number(name, value, ushort.MaxValue) };
            case "hard_timeout": return flow with { HardTimeout = (ushort)FlowFieldName.Number(name, value, ushort.MaxValue) };
            case "out_port": return flow with { OutPort = OpenFlowPorts.TryParse(value, out uint port) ? port : throw new WeirException($"{part}: a port is a number or a name such as LOCAL") };
            case "out_group": return flow with { OutGroup = (uint)FlowFieldName.Number(name, value, uint.MaxValue) };
            case "cookie":
                string[] halves = value.Split('/', 2);
                flow = flow with { Cookie = halves[0] == "-1" ? ulong.MaxValue : FlowFieldName.Number(name, halves[0], ulong.MaxValue) };
                return halves.Length == 1 ? flow : flow with { CookieMask = halves[1] == "-1" ? ulong.MaxValue : FlowFieldName.Number(name, halves[1], ulong.MaxValue) };
            case "dl_vlan":
                ulong vlan = FlowFieldName.Number(name, value, 0xffff);
                if (vlan is > 0xfff and not 0xffff) { throw new WeirException($"{part}: a VLAN is a number from 0 to 4095, or 0xffff for no tag"); }
                Add(fields, part, new MatchField(OxmField.VlanId, vlan == 0xffff ? 0 : 0x1000 | vlan));
                return flow;
            case "vlan_tci":
                if (value is not ("0x0000" or "0" or "0x0000/0x1fff" or "0x1000/0x1000")) { throw new WeirException($"{part}: write dl_vlan and dl_vlan_pcp, or vlan_tci=0x0000 for no tag"); }
                Add(fields, part, value == "0x1000/0x1000" ? new MatchField(OxmField.VlanId, 0x1000, 0x1000) : new MatchField(OxmField.VlanId, 0));
                return flow;
            case "nw_tos":
                ulong service = FlowFieldName.Number(name, value, byte.MaxValue);
                if ((service & 3) != 0) { throw new WeirException($"{part}: the two lowest bits are not part of it (nw_ecn is)"); }
                Add(fields, part, new MatchField(OxmField.IpDscp, service >> 2));
                return flow;
        }

        if (!FlowFieldName.TryFind(name, out OxmField field)) { throw Unknown(part, name); }
        Add(fields, part, FlowFieldName.Parse(name, field, value));
        return flow;
    }

    private static void Add(List<MatchField> fields, string part, MatchField field)
    {
        if (fields.Any(one => one.Field == field.Field)) { throw new WeirException($"{part}: this field is given twice"); }
        // A mask without any bit says nothing.
        if (field.Mask is not { } mask || mask != 0) { fields.Add(field); }
    }

    /// <summary>Gives fields their meaning by the protocol beside them, in any order, and asks for the protocol that a field needs.</summary>
    private static FlowMatch Complete(string text, List<MatchField> fields)
    {
        UInt128? type = fields.Find(one => one.Field == OxmField.EtherType)?.Value;
        UInt128? protocol = fields.Find(one => one.Field == OxmField.IpProtocol)?.Value;
        bool isArp = type == EtherTypes.Arp || type == EtherTypes.Rarp;
        List<MatchField> meant = [];
        foreach (MatchField field in fields)
        {
            OxmField meaning = (field.Field, (int?)(byte?)protocol) switch
            {
                (OxmField.IPv4Source, _) when isArp => OxmField.ArpSourceIPv4,
                (OxmField.IPv4Destination, _) when isArp => OxmField.ArpTargetIPv4,
                (OxmField.IpProtocol, _) when isArp => OxmField.ArpOperation,
                (OxmField.IcmpType, IpProtocols.IcmpV6) => OxmField.IcmpV6Type,
                (OxmField.IcmpCode, IpProtocols.IcmpV6) => OxmField.IcmpV6Code,
                (OxmField.TransportSource, IpProtocols.Tcp) => OxmField.TcpSource,
                (OxmField.TransportSource, IpProtocols.Udp) => OxmField.UdpSource,
                (OxmField.TransportSource, IpProtocols.Sctp) => OxmField.SctpSource,
                (OxmField.TransportDestination, IpProtocols.Tcp) => OxmField.TcpDestination,
                (OxmField.TransportDestination, IpProtocols.Udp) => OxmField.UdpDestination,
                (OxmField.TransportDestination, IpProtocols.Sctp) => OxmField.SctpDestination,
                _ => field.Field,
            };
            string? needs = Needs(meaning, type, protocol);
            if (needs is not null) { throw new WeirException($"{text}: {FlowFieldName.InMatch(field.Field)} needs {needs} beside it: other packets have no such field"); }
            meant.Add(field.Mask is { } mask ? new MatchField(meaning, field.Value, mask) : new MatchField(meaning, field.Value));
        }

        meant.Sort(static (a, b) => a.Field.CompareTo(b.Field));
        return new FlowMatch(meant);
    }

    /// <summary>What must stand beside a field and does not (openflow-1.3 A.2.3.8); null when nothing is missing.</summary>
    private static string? Needs(OxmField field, UInt128? type, UInt128? protocol)
    {
        bool is4 = type == EtherTypes.IPv4;
        bool is6 = type == EtherTypes.IPv6;
        bool isIp = is4 || is6;
        return field switch
        {
            OxmField.IpDscp or OxmField.IpEcn or OxmField.IpProtocol when !isIp => "ip or ipv6",
            OxmField.IPv4Source or OxmField.IPv4Destination when !is4 => "ip",
            OxmField.IPv6Source or OxmField.IPv6Destination or OxmField.IPv6FlowLabel or OxmField.IPv6ExtensionHeaders when !is6 => "ipv6",
            OxmField.TcpSource or OxmField.TcpDestination when !isIp || protocol != IpProtocols.Tcp => "tcp or tcp6",
            OxmField.UdpSource or OxmField.UdpDestination when !isIp || protocol != IpProtocols.Udp => "udp or udp6",
            OxmField.SctpSource or OxmField.SctpDestination when !isIp || protocol != IpProtocols.Sctp => "sctp or sctp6",
            OxmField.TransportSource or OxmField.TransportDestination => "tcp, udp or sctp",
            OxmField.IcmpType or OxmField.IcmpCode when !is4 || protocol != IpProtocols.Icmp => "icmp",
            OxmField.IcmpV6Type or OxmField.IcmpV6Code or OxmField.NeighbourTarget or OxmField.NeighbourSource or OxmField.NeighbourTargetEthernet when !is6 || protocol != IpProtocols.IcmpV6 => "icmp6",
            OxmField.ArpOperation or OxmField.ArpSourceIPv4 or OxmField.ArpTargetIPv4 or OxmField.ArpSourceEthernet or OxmField.ArpTargetEthernet when type != EtherTypes.Arp && type != EtherTypes.Rarp => "arp",
            OxmField.MplsLabel or OxmField.MplsTrafficClass or OxmField.MplsBottom when type != EtherTypes.Mpls && type != EtherTypes.MplsUpstream => "mpls",
            _ => null,
        };
    }

    private static WeirException Unknown(string part, string name)
    {
        string near = Suggestion.Nearest(name, FlowFieldName.Known.Concat(Shorthands.Keys).Concat(Flags.Select(one => one.Name)).Concat(Others)) is { } word ? $"; did you mean {word}?" : "";
        return new WeirException($"{part}: no field or protocol of flows has this name{near}");
    }
}
