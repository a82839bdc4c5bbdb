using System.Buffers.Binary;
using Weir.Wire.Frames;
using Weir.Wire.OpenFlow;

namespace Weir.Control;

/// <summary>
/// The match for packets that are like one: every field of OpenFlow 1.0 that it has, as POX's <c>ofp_match.from_packet</c> fills them. For 1.0 the fields that it has not are zero, not wildcards: a
/// switch gives such an entry the highest priority. 1.3 forbids them, so there they are left out, and so they are of IPv6, which 1.0 does not know.
/// </summary>
internal static class ExactMatch
{
    // What OpenFlow 1.0 puts in place of a type for frames of IEEE 802.3 without one (openflow-1.0.0 5.2.3).
    private const ushort NoType = 0x05ff;

    /// <summary>The match; null when the frame is shorter than its header.</summary>
    public static FlowMatch? Of(ReadOnlySpan<byte> frame, uint inPort, OpenFlowVersion version)
    {
        if (!EthernetHeader.TryRead(frame, out EthernetHeader ethernet, out _)) { return null; }
        bool is10 = version == OpenFlowVersion.OpenFlow10;
        List<MatchField> fields =
        [
            new(OxmField.InPort, inPort), new(OxmField.EthernetDestination, MacAddress.Read(ethernet.Destination).Value), new(OxmField.EthernetSource, MacAddress.Read(ethernet.Source).Value),
        ];
        ushort type = ethernet.TypeOrLength;
        ReadOnlySpan<byte> payload = ethernet.Payload;
        uint vlan = 0;
        byte priority = 0;
        if (type == EtherTypes.Vlan && VlanTag.TryRead(payload, out VlanTag tag, out _))
        {
            (vlan, priority, type) = (0x1000u | tag.Id, tag.Priority, tag.TypeOrLength);
            payload = tag.Payload;
        }

        if (type < EtherTypes.SmallestType)
        {
            type = LlcHeader.TryRead(payload, out LlcHeader llc, out _) && llc.IsSnap && llc.OrganisationCode == 0 ? llc.SnapProtocol : NoType;
            payload = default;
        }

        fields.Add(new MatchField(OxmField.EtherType, type));
        fields.Add(new MatchField(OxmField.VlanId, vlan));
        if (is10 || vlan != 0) { fields.Add(new MatchField(OxmField.VlanPriority, priority)); }
        AddNetwork(fields, type, payload, is10);
        fields.Sort(static (a, b) => a.Field.CompareTo(b.Field));
        return new FlowMatch(fields);
    }

    private static void AddNetwork(List<MatchField> fields, ushort type, ReadOnlySpan<byte> payload, bool is10)
    {
        if (type == EtherTypes.IPv4 && IPv4Header.TryRead(payload, out IPv4Header ip, out _))
        {
            fields.Add(new MatchField(OxmField.IpDscp, ip.Dscp));
            fields.Add(new MatchField(OxmField.IpProtocol, ip.Protocol));
            fields.Add(new MatchField(OxmField.IPv4Source, (uint)ip.Source.Low));
            fields.Add(new MatchField(OxmField.IPv4Destination, (uint)ip.Destination.Low));
            AddTransport(fields, ip.Protocol, ip.FragmentOffset == 0 ? ip.Payload : default, is10);
        }
        else if (type == EtherTypes.Arp && ArpHeader.TryRead(payload, out ArpHeader arp, out _) && arp.IsEthernetIPv4)
        {
            fields.Add(new MatchField(OxmField.ArpOperation, is10 ? (byte)arp.Operation : arp.Operation));
            fields.Add(new MatchField(OxmField.ArpSourceIPv4, BinaryPrimitives.ReadUInt32BigEndian(arp.SenderProtocol)));
            fields.Add(new MatchField(OxmField.ArpTargetIPv4, BinaryPrimitives.ReadUInt32BigEndian(arp.TargetProtocol)));
            if (is10) { AddZeros(fields, OxmField.IpDscp, OxmField.TransportSource, OxmField.TransportDestination); }
        }
        else if (is10 && type != EtherTypes.IPv6)
        {
            // Not for IPv6: switches compare its protocol with the zero, so the flow would match nothing, and each packet come back for ever.
            AddZeros(fields, OxmField.IpDscp, OxmField.IpProtocol, OxmField.IPv4Source, OxmField.IPv4Destination, OxmField.TransportSource, OxmField.TransportDestination);
        }
    }

    private static void AddTransport(List<MatchField> fields, byte protocol, ReadOnlySpan<byte> payload, bool is10)
    {
        bool hasPorts = payload.Length >= 4;
        (OxmField source, OxmField destination) = protocol switch
        {
            IpProtocols.Tcp => (OxmField.TcpSource, OxmField.TcpDestination),
            IpProtocols.Udp => (OxmField.UdpSource, OxmField.UdpDestination),
            IpProtocols.Icmp => (OxmField.IcmpType, OxmField.IcmpCode),
            _ => (OxmField.TransportSource, OxmField.TransportDestination),
        };
        bool isKnown = source != OxmField.TransportSource;
        if (isKnown && hasPorts)
        {
            bool isIcmp = protocol == IpProtocols.Icmp;
            fields.Add(new MatchField(source, isIcmp ? payload[0] : BinaryPrimitives.ReadUInt16BigEndian(payload)));
            fields.Add(new MatchField(destination, isIcmp ? payload[1] : BinaryPrimitives.ReadUInt16BigEndian(payload[2..])));
        }
        else if (is10)
        {
            AddZeros(fields, source, destination);
        }
    }

    private static void AddZeros(List<MatchField> fields, params ReadOnlySpan<OxmField> names)
    {
        foreach (OxmField name in names) { fields.Add(new MatchField(name, 0)); }
    }
}
