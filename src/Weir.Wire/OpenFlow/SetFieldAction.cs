namespace Weir.Wire.OpenFlow;

/// <summary>Gives a field of the packet a value. In OpenFlow 1.0 each field that can be set has an action of its own (5.2.4).</summary>
/// <param name="Field">Field and value, without a mask.</param>
public sealed record SetFieldAction(MatchField Field) : FlowAction
{
    private const ushort SetField = 25;

    /// <summary><c>set_field:02:00:00:00:00:01->eth_dst</c>.</summary>
    public override string ToString() => $"set_field:{Field.ToString()[(Field.Name.Length + 1)..]}->{Field.Name}";

    internal static SetFieldAction Read10(ref OpenFlowReader action, ushort code)
    {
        MatchField field = code switch
        {
            1 => new MatchField(OxmField.VlanId, 0x1000u | (action.U16() & 0xfffu)),
            2 => new MatchField(OxmField.VlanPriority, action.U8()),
            4 => new MatchField(OxmField.EthernetSource, action.Mac().Value),
            5 => new MatchField(OxmField.EthernetDestination, action.Mac().Value),
            6 => new MatchField(OxmField.IPv4Source, action.U32()),
            7 => new MatchField(OxmField.IPv4Destination, action.U32()),
            8 => new MatchField(OxmField.IpDscp, (uint)action.U8() >> 2),
            9 => new MatchField(OxmField.TransportSource, action.U16()),
            _ => new MatchField(OxmField.TransportDestination, action.U16()),
        };
        return new SetFieldAction(field);
    }

    // The field is padded to the action's length (openflow-1.3 A.2.5).
    internal static SetFieldAction Read13(ref OpenFlowReader action) => new(MatchField.Read(ref action));

    private protected override ushort Code(OpenFlowVersion version)
    {
        if (version == OpenFlowVersion.OpenFlow13) { return SetField; }
        return Field.Field switch
        {
            OxmField.VlanId => 1,
            OxmField.VlanPriority => 2,
            OxmField.EthernetSource => 4,
            OxmField.EthernetDestination => 5,
            OxmField.IPv4Source => 6,
            OxmField.IPv4Destination => 7,
            OxmField.IpDscp => 8,
            OxmField.TcpSource or OxmField.UdpSource or OxmField.TransportSource => 9,
            OxmField.TcpDestination or OxmField.UdpDestination or OxmField.TransportDestination => 10,
            _ => throw new NotSupportedException($"OpenFlow 1.0 cannot set {Field.Name}"),
        };
    }

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        if (version == OpenFlowVersion.OpenFlow13)
        {
            Field.Write(writer);
            return;
        }

        switch (Code(version))
        {
            case 1: writer.U16((ushort)(Field.Value & 0xfff)); break;
            case 2: writer.U8((byte)Field.Value); break;
            case 4 or 5: writer.Mac(new((ulong)Field.Value)); break;
            case 6 or 7: writer.U32((uint)Field.Value); break;
            case 8: writer.U8((byte)((uint)Field.Value << 2)); break;
            default: writer.U16((ushort)Field.Value); break;
        }
    }
}
