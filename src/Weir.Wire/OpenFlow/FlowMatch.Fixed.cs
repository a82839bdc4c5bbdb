namespace Weir.Wire.OpenFlow;

/// <summary>The structure of OpenFlow 1.0 (5.2.3): every field has its place, and a word of wildcards says which count.</summary>
public sealed partial record FlowMatch
{
    private const ushort ArpType = 0x0806;
    private const ushort NoVlan = 0xffff;
    private const int MostFields = 12;

    // Bits of the word of wildcards; network addresses have six bits each, the number of low bits that do not count.
    private const uint WildInPort = 1 << 0;
    private const uint WildVlanId = 1 << 1;
    private const uint WildSource = 1 << 2;
    private const uint WildDestination = 1 << 3;
    private const uint WildType = 1 << 4;
    private const uint WildProtocol = 1 << 5;
    private const uint WildTransportSource = 1 << 6;
    private const uint WildTransportDestination = 1 << 7;
    private const int NetworkSourceShift = 8;
    private const int NetworkDestinationShift = 14;
    private const uint WildVlanPriority = 1 << 20;
    private const uint WildService = 1 << 21;
    private const uint WildAll = (1 << 22) - 1;

    private static FlowMatch ReadFixed(ref OpenFlowReader reader)
    {
        uint wild = reader.U32();
        List<MatchField> fields = new(MostFields);
        void Add(OxmField field, UInt128 value, bool isWild)
        {
            if (!isWild) { fields.Add(new MatchField(field, value)); }
        }

        Add(OxmField.InPort, OpenFlowPorts.FromShort(reader.U16()), (wild & WildInPort) != 0);
        ulong source = reader.Mac().Value;
        Add(OxmField.EthernetDestination, reader.Mac().Value, (wild & WildDestination) != 0);
        Add(OxmField.EthernetSource, source, (wild & WildSource) != 0);
        ushort vlan = reader.U16();
        byte priority = reader.U8();
        reader.Skip(1);
        ushort type = reader.U16();
        Add(OxmField.EtherType, type, (wild & WildType) != 0);
        Add(OxmField.VlanId, vlan == NoVlan ? 0 : 0x1000u | (vlan & 0xfffu), (wild & WildVlanId) != 0);
        Add(OxmField.VlanPriority, priority, (wild & WildVlanPriority) != 0);
        bool isArp = type == ArpType && (wild & WildType) == 0;
        byte service = reader.U8();
        byte protocol = reader.U8();
        reader.Skip(2);
        Add(OxmField.IpDscp, (uint)service >> 2, (wild & WildService) != 0);
        Add(isArp ? OxmField.ArpOperation : OxmField.IpProtocol, protocol, (wild & WildProtocol) != 0);
        AddNetwork(fields, isArp ? OxmField.ArpSourceIPv4 : OxmField.IPv4Source, reader.U32(), (int)(wild >> NetworkSourceShift) & 63);
        AddNetwork(fields, isArp ? OxmField.ArpTargetIPv4 : OxmField.IPv4Destination, reader.U32(), (int)(wild >> NetworkDestinationShift) & 63);
        (OxmField from, OxmField to) = Transport((wild & WildProtocol) == 0 && !isArp ? protocol : (byte)0);
        Add(from, reader.U16(), (wild & WildTransportSource) != 0);
        Add(to, reader.U16(), (wild & WildTransportDestination) != 0);

        // They stand here in the order of their numbers in 1.3.
        return new FlowMatch(fields);
    }

    private static void AddNetwork(List<MatchField> fields, OxmField field, uint address, int wildBits)
    {
        if (wildBits < 32) { fields.Add(new MatchField(field, address, uint.MaxValue << wildBits)); }
    }

    private static (OxmField From, OxmField To) Transport(byte protocol) => protocol switch
    {
        1 => (OxmField.IcmpType, OxmField.IcmpCode),
        6 => (OxmField.TcpSource, OxmField.TcpDestination),
        17 => (OxmField.UdpSource, OxmField.UdpDestination),
        132 => (OxmField.SctpSource, OxmField.SctpDestination),
        _ => (OxmField.TransportSource, OxmField.TransportDestination),
    };

    private void WriteFixed(OpenFlowWriter writer)
    {
        Fixed match = default;
        match.Wild = WildAll;
        foreach (MatchField field in Fields) { Place(field, ref match); }
        writer.U32(match.Wild);
        writer.U16(match.InPort);
        writer.Mac(new(match.Source));
        writer.Mac(new(match.Destination));
        writer.U16(match.VlanId);
        writer.U8(match.VlanPriority);
        writer.Zero(1);
        writer.U16(match.Type);
        writer.U8(match.Service);
        writer.U8(match.Protocol);
        writer.Zero(2);
        writer.U32(match.NetworkSource);
        writer.U32(match.NetworkDestination);
        writer.U16(match.TransportSource);
        writer.U16(match.TransportDestination);
    }

    private static void Place(MatchField field, ref Fixed match)
    {
        uint number = (uint)(field.Value & uint.MaxValue);
        uint wild;
        switch (field.Field)
        {
            case OxmField.InPort: (match.InPort, wild) = (OpenFlowPorts.ToShort(number), WildInPort); break;
            case OxmField.EthernetSource: (match.Source, wild) = ((ulong)field.Value, WildSource); break;
            case OxmField.EthernetDestination: (match.Destination, wild) = ((ulong)field.Value, WildDestination); break;
            case OxmField.EtherType: (match.Type, wild) = ((ushort)number, WildType); break;
            case OxmField.VlanId: (match.VlanId, wild) = (number == 0 ? NoVlan : (ushort)(number & 0xfff), WildVlanId); break;
            case OxmField.VlanPriority: (match.VlanPriority, wild) = ((byte)number, WildVlanPriority); break;
            case OxmField.IpDscp: (match.Service, wild) = ((byte)(number << 2), WildService); break;
            case OxmField.IpProtocol or OxmField.ArpOperation when number <= byte.MaxValue: (match.Protocol, wild) = ((byte)number, WildProtocol); break;
            case OxmField.IPv4Source or OxmField.ArpSourceIPv4:
                match.NetworkSource = number;
                Narrow(field, NetworkSourceShift, ref match);
                return;
            case OxmField.IPv4Destination or OxmField.ArpTargetIPv4:
                match.NetworkDestination = number;
                Narrow(field, NetworkDestinationShift, ref match);
                return;
            case OxmField.TcpSource or OxmField.UdpSource or OxmField.SctpSource or OxmField.IcmpType or OxmField.TransportSource: (match.TransportSource, wild) = ((ushort)number, WildTransportSource); break;
            case OxmField.TcpDestination or OxmField.UdpDestination or OxmField.SctpDestination or OxmField.IcmpCode or OxmField.TransportDestination: (match.TransportDestination, wild) = ((ushort)number, WildTransportDestination); break;
            default: throw new NotSupportedException($"OpenFlow 1.0 cannot match {field}");
        }

        if (field.Mask is not null) { throw new NotSupportedException($"OpenFlow 1.0 matches {field.Name} as a whole or not at all: {field}"); }
        match.Wild &= ~wild;
    }

    private static void Narrow(MatchField field, int shift, ref Fixed match)
    {
        if (field.PrefixLength < 0) { throw new NotSupportedException($"OpenFlow 1.0 matches networks by the length of their prefix: {field}"); }
        match.Wild = (match.Wild & ~(63u << shift)) | ((uint)(32 - field.PrefixLength) << shift);
    }

    /// <summary>The structure's fields while it is put together.</summary>
    private struct Fixed
    {
        public uint Wild;
        public ushort InPort;
        public ulong Source;
        public ulong Destination;
        public ushort VlanId;
        public byte VlanPriority;
        public ushort Type;
        public byte Service;
        public byte Protocol;
        public uint NetworkSource;
        public uint NetworkDestination;
        public ushort TransportSource;
        public ushort TransportDestination;
    }
}
