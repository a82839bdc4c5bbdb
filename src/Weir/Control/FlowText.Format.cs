using System.Globalization;
using System.Text;
using Weir.Wire.Frames;
using Weir.Wire.OpenFlow;

namespace Weir.Control;

/// <summary>Printing flows as ovs-ofctl dump-flows does.</summary>
internal static partial class FlowText
{
    // The order in which ovs-ofctl prints fields, behind the shorthand of the protocol.
    private static readonly OxmField[] PrintOrder =
    [
        OxmField.TunnelId, OxmField.Metadata, OxmField.InPort, OxmField.VlanId, OxmField.VlanPriority, OxmField.EthernetSource, OxmField.EthernetDestination, OxmField.EtherType, OxmField.IPv6Source, OxmField.IPv6Destination,
        OxmField.IPv4Source, OxmField.IPv4Destination, OxmField.ArpSourceIPv4, OxmField.ArpTargetIPv4, OxmField.IPv6FlowLabel, OxmField.IpProtocol, OxmField.ArpOperation, OxmField.ArpSourceEthernet, OxmField.ArpTargetEthernet,
        OxmField.IpDscp, OxmField.IpEcn, OxmField.MplsLabel, OxmField.MplsTrafficClass, OxmField.MplsBottom,
    ];

    /// <summary>One flow with its counters: <c>cookie=0x0, duration=3.281s, table=0, n_packets=0, n_bytes=0, in_port=4 actions=output:1</c>.</summary>
    public static string Format(FlowEntry flow, OpenFlowVersion version)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"cookie=0x{flow.Cookie:x}, duration={Duration(flow.Seconds, flow.Nanoseconds)}s, table={flow.Table}, n_packets={flow.Packets}, n_bytes={flow.Bytes}, ");
        if (flow.IdleTimeout != 0) { text.Append(CultureInfo.InvariantCulture, $"idle_timeout={flow.IdleTimeout}, "); }
        if (flow.HardTimeout != 0) { text.Append(CultureInfo.InvariantCulture, $"hard_timeout={flow.HardTimeout}, "); }
        foreach ((string name, ushort flag) in Flags) { if ((flow.Flags & flag) != 0) { text.Append(name).Append(' '); } }
        string match = Format(flow.Match, flow.Priority, version);
        text.Append(match);
        if (match.Length > 0) { text.Append(' '); }
        return text.Append("actions=").Append(Format(flow.Instructions, version)).ToString();
    }

    /// <summary>A match with its priority; empty for all packets at the usual priority.</summary>
    public static string Format(FlowMatch match, ushort priority, OpenFlowVersion version)
    {
        List<string> parts = [];
        if (priority != FlowMod.DefaultPriority) { parts.Add(string.Create(CultureInfo.InvariantCulture, $"priority={priority}")); }
        UInt128? type = match.Find(OxmField.EtherType)?.Value;
        UInt128? protocol = match.Find(OxmField.IpProtocol)?.Value;
        string? shorthand = Shorthands.FirstOrDefault(one => one.Value.Type == type && one.Value.Protocol is { } number && number == protocol).Key;
        bool hasProtocol = shorthand is not null;
        shorthand ??= Shorthands.FirstOrDefault(one => one.Value.Type == type && one.Value.Protocol is null).Key;
        if (shorthand is not null) { parts.Add(shorthand); }
        foreach (MatchField field in match.Fields.OrderBy(one => Array.IndexOf(PrintOrder, one.Field) is >= 0 and var at ? at : PrintOrder.Length + (int)(one.Field - OxmField.InPort)))
        {
            bool isSaid = (field.Field == OxmField.EtherType && shorthand is not null) || (field.Field == OxmField.IpProtocol && hasProtocol);
            bool isNoTag = field.Field == OxmField.VlanPriority && match.Find(OxmField.VlanId) is { Value: var vlan, Mask: null } && vlan == 0;
            if (!isSaid && !isNoTag) { parts.Add(Format(field, version)); }
        }

        return string.Join(',', parts);
    }

    /// <summary>Actions and instructions between commas; <c>drop</c> for none.</summary>
    public static string Format(IReadOnlyList<FlowInstruction> instructions, OpenFlowVersion version)
    {
        string[] parts = [.. instructions.OrderBy(Order).Select(one => one switch
        {
            ActionsInstruction { Kind: ActionsInstructionKind.Apply } applied => Format(applied.Actions, version),
            ActionsInstruction { Kind: ActionsInstructionKind.Write } written => $"write_actions({Format(written.Actions, version)})",
            _ => one.ToString()!,
        }).Where(text => text.Length > 0)];
        return parts.Length == 0 ? "drop" : string.Join(',', parts);
    }

    private static string Format(IReadOnlyList<FlowAction> actions, OpenFlowVersion version) => string.Join(',', actions.Select(action => action is SetFieldAction set ? Format(set, version) : action.ToString()!));

    private static string Format(SetFieldAction set, OpenFlowVersion version)
    {
        MatchField field = set.Field;
        string? former = version != OpenFlowVersion.OpenFlow10 ? null : field.Field switch
        {
            OxmField.VlanId => string.Create(CultureInfo.InvariantCulture, $"mod_vlan_vid:{field.Value & 0xfff}"),
            OxmField.VlanPriority => $"mod_vlan_pcp:{FlowFieldName.Text(field)}",
            OxmField.EthernetSource => $"mod_dl_src:{FlowFieldName.Text(field)}",
            OxmField.EthernetDestination => $"mod_dl_dst:{FlowFieldName.Text(field)}",
            OxmField.IPv4Source => $"mod_nw_src:{FlowFieldName.Text(field)}",
            OxmField.IPv4Destination => $"mod_nw_dst:{FlowFieldName.Text(field)}",
            OxmField.IpDscp => string.Create(CultureInfo.InvariantCulture, $"mod_nw_tos:{field.Value << 2}"),
            OxmField.TcpSource or OxmField.UdpSource or OxmField.TransportSource => $"mod_tp_src:{FlowFieldName.Text(field)}",
            OxmField.TcpDestination or OxmField.UdpDestination or OxmField.TransportDestination => $"mod_tp_dst:{FlowFieldName.Text(field)}",
            _ => null,
        };
        return former ?? $"set_field:{FlowFieldName.Text(field)}->{FlowFieldName.InAction(field.Field)}";
    }

    private static string Format(MatchField field, OpenFlowVersion version)
    {
        switch (field.Field)
        {
            case OxmField.VlanId when field.Mask is null && field.Value == 0: return version == OpenFlowVersion.OpenFlow10 ? "vlan_tci=0x0000" : "vlan_tci=0x0000/0x1fff";
            case OxmField.VlanId when field.Mask is null: return string.Create(CultureInfo.InvariantCulture, $"dl_vlan={field.Value & 0xfff}");
            case OxmField.VlanId when field.Mask == 0x1000 && field.Value == 0x1000: return "vlan_tci=0x1000/0x1000";
            case OxmField.IpDscp: return string.Create(CultureInfo.InvariantCulture, $"nw_tos={field.Value << 2}");
            case OxmField.TcpSource or OxmField.UdpSource or OxmField.SctpSource: return $"tp_src={FlowFieldName.Text(field)}";
            case OxmField.TcpDestination or OxmField.UdpDestination or OxmField.SctpDestination: return $"tp_dst={FlowFieldName.Text(field)}";
            case OxmField.IcmpV6Type: return $"icmp_type={FlowFieldName.Text(field)}";
            case OxmField.IcmpV6Code: return $"icmp_code={FlowFieldName.Text(field)}";
        }

        return field.Opaque.IsEmpty ? $"{FlowFieldName.InMatch(field.Field)}={FlowFieldName.Text(field)}" : field.ToString();
    }

    private static string Duration(uint seconds, uint nanoseconds) =>
        nanoseconds == 0 ? seconds.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{seconds}.{nanoseconds:d9}").TrimEnd('0');
}
