using System.Buffers.Binary;
using Weir.Wire.OpenFlow;

namespace Weir.Switching;

/// <summary>Turns the fields of a match into bits of a <see cref="FlowKey"/>, and which of them count.</summary>
internal static class MatchKeys
{
    private const byte Icmp = 1, Tcp = 6, Udp = 17, Sctp = 132;

    /// <summary>Compiles a match; false when it has a field that the switch does not know.</summary>
    public static bool TryCompile(FlowMatch match, OpenFlowVersion version, out FlowKey key, out FlowKey mask)
    {
        key = default;
        mask = default;
        bool is10 = version == OpenFlowVersion.OpenFlow10;
        int type = is10 && match.Find(OxmField.EtherType) is { } t ? (int)t.Value : -1, protocol = is10 && match.Find(OxmField.IpProtocol) is { } p ? (int)p.Value : -1;
        for (int i = 0; i < match.Fields.Count; i++)
        {
            MatchField field = match.Fields[i];
            if (is10 && !Counts(field.Field, type, protocol)) { continue; }
            if (!TryPlace(field, ref key, ref mask)) { return false; }
        }

        return true;
    }

    /// <summary>Adds one field; false when the switch does not know it.</summary>
    public static bool TryPlace(MatchField field, ref FlowKey key, ref FlowKey mask)
    {
        switch (field.Field)
        {
            case OxmField.InPort or OxmField.InPhysicalPort:
                key.InPort = (uint)field.Value;
                mask.InPort = uint.MaxValue;
                return true;
            case OxmField.VlanId:
                // No tag is a value of its own: of the tag only the bit counts that says whether there is one.
                ushort vlan = (ushort)(field.Mask ?? (field.Value == 0 ? FlowKey.VlanPresent : 0x1fffu));
                key.Vlan |= (ushort)((ushort)field.Value & vlan);
                mask.Vlan |= vlan;
                return true;
            case OxmField.VlanPriority:
                key.Vlan |= (ushort)((ushort)field.Value << 13);
                mask.Vlan |= 0xe000;
                return true;
            case OxmField.IpDscp:
                key.Bytes[FlowKey.ServiceAt] |= (byte)((byte)field.Value << 2);
                mask.Bytes[FlowKey.ServiceAt] |= 0xfc;
                return true;
            case OxmField.IpEcn:
                key.Bytes[FlowKey.ServiceAt] |= (byte)field.Value;
                mask.Bytes[FlowKey.ServiceAt] |= 3;
                return true;
        }

        (int at, int size) = Place(field.Field);
        if (size == 0) { return false; }
        Put(key.Bytes.Slice(at, size), field.Value);
        Put(mask.Bytes.Slice(at, size), field.Mask ?? UInt128.MaxValue);
        return true;
    }

    // In OpenFlow 1.0 fields of a layer that the match does not name mean nothing (3.4).
    private static bool Counts(OxmField field, int type, int protocol) =>
        field switch
        {
            OxmField.IPv4Source or OxmField.IPv4Destination or OxmField.IpDscp => type == FlowKeyReader.IPv4,
            OxmField.IpProtocol => type is FlowKeyReader.IPv4 or FlowKeyReader.IPv6,
            OxmField.TransportSource or OxmField.TransportDestination => false,
            OxmField.TcpSource or OxmField.TcpDestination or OxmField.UdpSource or OxmField.UdpDestination or OxmField.SctpSource or OxmField.SctpDestination or OxmField.IcmpType or OxmField.IcmpCode =>
                type == FlowKeyReader.IPv4 && protocol is Icmp or Tcp or Udp or Sctp,
            _ => true,
        };

    private static (int At, int Size) Place(OxmField field) => field switch
    {
        OxmField.EthernetDestination => (FlowKey.DestinationAt, 6),
        OxmField.EthernetSource => (FlowKey.SourceAt, 6),
        OxmField.EtherType => (FlowKey.TypeAt, 2),
        OxmField.IpProtocol or OxmField.ArpOperation => (FlowKey.ProtocolAt, 1),
        OxmField.IPv4Source or OxmField.ArpSourceIPv4 => (FlowKey.NetworkSourceAt, 4),
        OxmField.IPv4Destination or OxmField.ArpTargetIPv4 => (FlowKey.NetworkDestinationAt, 4),
        OxmField.IPv6Source => (FlowKey.NetworkSourceAt, 16),
        OxmField.IPv6Destination => (FlowKey.NetworkDestinationAt, 16),
        OxmField.TcpSource or OxmField.UdpSource or OxmField.SctpSource or OxmField.IcmpType or OxmField.IcmpV6Type or OxmField.TransportSource => (FlowKey.FromPortAt, 2),
        OxmField.TcpDestination or OxmField.UdpDestination or OxmField.SctpDestination or OxmField.IcmpCode or OxmField.IcmpV6Code or OxmField.TransportDestination => (FlowKey.ToPortAt, 2),
        OxmField.Metadata => (FlowKey.MetadataAt, 8),
        _ => (0, 0),
    };

    private static void Put(Span<byte> target, UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        bytes[^target.Length..].CopyTo(target);
    }
}
