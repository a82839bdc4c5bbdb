using Weir.Wire.Frames;
using Weir.Wire.OpenFlow;

namespace Weir.Control;

/// <summary>Reading actions.</summary>
internal static partial class FlowText
{
    private static readonly string[] ActionNames =
    [
        "output", "drop", "enqueue", "mod_vlan_vid", "mod_vlan_pcp", "strip_vlan", "pop_vlan", "push_vlan", "mod_dl_src", "mod_dl_dst", "mod_nw_src", "mod_nw_dst", "mod_nw_tos", "mod_tp_src", "mod_tp_dst", "mod_nw_ttl",
        "dec_ttl", "set_field", "set_queue", "group", "push_mpls", "pop_mpls", "set_mpls_ttl", "dec_mpls_ttl", "goto_table", "meter", "write_metadata", "write_actions", "clear_actions", "controller", "normal", "flood", "all",
        "local", "in_port", "table",
    ];

    /// <summary>Reads actions between commas; <c>drop</c> alone, or nothing, is none.</summary>
    /// <exception cref="WeirException">One of them is unknown or has a wrong value.</exception>
    public static IReadOnlyList<FlowInstruction> ParseInstructions(string text)
    {
        List<FlowAction> applied = [];
        List<FlowInstruction> others = [];
        string[] parts = SplitActions(text);
        foreach (string part in parts)
        {
            (string name, string value) = NameAndValue(part);
            switch (name)
            {
                case "drop" when parts.Length == 1: return [];
                case "drop": throw new WeirException($"{text}: drop stands alone");
                case "goto_table": others.Add(new GotoTableInstruction((byte)FlowFieldName.Number(name, value, byte.MaxValue))); break;
                case "meter": others.Add(new MeterInstruction((uint)FlowFieldName.Number(name, value, uint.MaxValue))); break;
                case "clear_actions": others.Add(new ActionsInstruction(ActionsInstructionKind.Clear, [])); break;
                case "write_actions": others.Add(new ActionsInstruction(ActionsInstructionKind.Write, [.. SplitActions(value).Select(one => ParseAction(one))])); break;
                case "write_metadata":
                    string[] halves = value.Split('/', 2);
                    others.Add(new WriteMetadataInstruction(FlowFieldName.Number(name, halves[0], ulong.MaxValue), halves.Length == 1 ? ulong.MaxValue : FlowFieldName.Number(name, halves[1], ulong.MaxValue)));
                    break;
                default: applied.Add(ParseAction(part)); break;
            }
        }

        if (applied.Count > 0) { others.Add(new ActionsInstruction(ActionsInstructionKind.Apply, applied)); }
        // In the order in which a switch carries them out.
        return [.. others.OrderBy(Order)];
    }

    /// <summary>Gives <c>mod_tp_src</c> and <c>mod_tp_dst</c> the transport of the match, which OpenFlow 1.3 must be told.</summary>
    private static IReadOnlyList<FlowInstruction> Meant(IReadOnlyList<FlowInstruction> instructions, UInt128? protocol)
    {
        (OxmField source, OxmField destination) = (int?)(byte?)protocol switch
        {
            IpProtocols.Tcp => (OxmField.TcpSource, OxmField.TcpDestination),
            IpProtocols.Udp => (OxmField.UdpSource, OxmField.UdpDestination),
            _ => (OxmField.TransportSource, OxmField.TransportDestination),
        };
        FlowAction Meaning(FlowAction action) => action switch
        {
            SetFieldAction { Field.Field: OxmField.TransportSource } set => new SetFieldAction(new MatchField(source, set.Field.Value)),
            SetFieldAction { Field.Field: OxmField.TransportDestination } set => new SetFieldAction(new MatchField(destination, set.Field.Value)),
            _ => action,
        };
        return [.. instructions.Select(one => one is ActionsInstruction some ? some with { Actions = [.. some.Actions.Select(Meaning)] } : one)];
    }

    private static int Order(FlowInstruction one) => one switch
    {
        MeterInstruction => 0,
        ActionsInstruction { Kind: ActionsInstructionKind.Apply } => 1,
        ActionsInstruction { Kind: ActionsInstructionKind.Clear } => 2,
        ActionsInstruction => 3,
        WriteMetadataInstruction => 4,
        _ => 5,
    };

    private static FlowAction ParseAction(string part)
    {
        (string name, string value) = NameAndValue(part);
        ulong Value(ulong most) => FlowFieldName.Number(name, value, most);
        MatchField Field(OxmField field) => FlowFieldName.Parse(name, field, value);
        switch (name)
        {
            case "output": return new OutputAction(OpenFlowPorts.TryParse(value, out uint output) ? output : throw new WeirException($"{part}: a port is a number or a name such as FLOOD"));
            case "controller" or "CONTROLLER": return new OutputAction(OpenFlowPorts.Controller, value.Length == 0 ? OutputAction.WholePacket : (ushort)Value(ushort.MaxValue));
            case "enqueue":
                string[] halves = value.Split([':', ','], 2);
                if (halves.Length != 2 || !OpenFlowPorts.TryParse(halves[0], out uint port)) { throw new WeirException($"{part}: write enqueue:PORT:QUEUE"); }
                return new EnqueueAction(port, (uint)FlowFieldName.Number(name, halves[1], uint.MaxValue));
            case "mod_vlan_vid": return new SetFieldAction(new MatchField(OxmField.VlanId, 0x1000 | Value(0xfff)));
            case "mod_vlan_pcp": return new SetFieldAction(new MatchField(OxmField.VlanPriority, Value(7)));
            case "mod_dl_src": return new SetFieldAction(Field(OxmField.EthernetSource));
            case "mod_dl_dst": return new SetFieldAction(Field(OxmField.EthernetDestination));
            case "mod_nw_src": return new SetFieldAction(Field(OxmField.IPv4Source));
            case "mod_nw_dst": return new SetFieldAction(Field(OxmField.IPv4Destination));
            case "mod_nw_tos": return new SetFieldAction(new MatchField(OxmField.IpDscp, Value(0xff) >> 2));
            case "mod_tp_src": return new SetFieldAction(Field(OxmField.TransportSource));
            case "mod_tp_dst": return new SetFieldAction(Field(OxmField.TransportDestination));
            case "set_field":
                int arrow = value.IndexOf("->", StringComparison.Ordinal);
                if (arrow < 0) { throw new WeirException($"{part}: write set_field:VALUE->FIELD"); }
                string target = value[(arrow + 2)..];
                if (!FlowFieldName.TryFind(target, out OxmField field)) { throw new WeirException($"{part}: no field is called {target}{(Suggestion.Nearest(target, FlowFieldName.Known) is { } near ? $"; did you mean {near}?" : "")}"); }
                return new SetFieldAction(FlowFieldName.Parse(target, field, value[..arrow]));
            case "strip_vlan" or "pop_vlan": return new TagAction(TagActionKind.PopVlan);
            case "push_vlan": return new TagAction(TagActionKind.PushVlan, (uint)Value(ushort.MaxValue));
            case "push_mpls": return new TagAction(TagActionKind.PushMpls, (uint)Value(ushort.MaxValue));
            case "pop_mpls": return new TagAction(TagActionKind.PopMpls, (uint)Value(ushort.MaxValue));
            case "set_mpls_ttl": return new TagAction(TagActionKind.SetMplsTtl, (uint)Value(byte.MaxValue));
            case "dec_mpls_ttl": return new TagAction(TagActionKind.DecrementMplsTtl);
            case "mod_nw_ttl": return new TagAction(TagActionKind.SetIpTtl, (uint)Value(byte.MaxValue));
            case "dec_ttl": return new TagAction(TagActionKind.DecrementIpTtl);
            case "set_queue": return new TagAction(TagActionKind.SetQueue, (uint)Value(uint.MaxValue));
            case "group": return new TagAction(TagActionKind.Group, (uint)Value(uint.MaxValue));
        }

        // A port's name or number alone is an output.
        if (value.Length == 0 && OpenFlowPorts.TryParse(name, out uint alone)) { return new OutputAction(alone); }
        throw new WeirException($"{part}: no action has this name{(Suggestion.Nearest(name, ActionNames) is { } word ? $"; did you mean {word}?" : "")}");
    }

    /// <summary><c>NAME:VALUE</c>, <c>NAME=VALUE</c> or <c>NAME(VALUE)</c>.</summary>
    private static (string Name, string Value) NameAndValue(string part)
    {
        int at = part.AsSpan().IndexOfAny(':', '(', '=');
        if (at < 0) { return (part, ""); }
        return (part[..at], part[at] == '(' && part.EndsWith(')') ? part[(at + 1)..^1] : part[(at + 1)..]);
    }

    /// <summary>Splits at commas and blanks outside brackets.</summary>
    private static string[] SplitActions(string text)
    {
        List<string> parts = [];
        int depth = 0;
        int begin = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            char c = i == text.Length ? ',' : text[i];
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c is not (',' or ' ' or '\t') || (depth != 0 && i < text.Length)) { continue; }
            if (i > begin) { parts.Add(text[begin..i]); }
            begin = i + 1;
        }

        return depth == 0 ? [.. parts] : throw new WeirException($"{text}: brackets do not close");
    }
}
