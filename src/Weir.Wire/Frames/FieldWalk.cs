using System.Text;

namespace Weir.Wire.Frames;

/// <summary>One walk of <see cref="FrameFields"/> through the layers of a frame. This part holds the link layers; it takes the turns that <see cref="PacketDecoder"/> takes.</summary>
internal ref partial struct FieldWalk
{
    private readonly ReadOnlySpan<byte> _frame;
    private readonly IFieldVisitor _visitor;
    private int _depth;

    // In the first fragment of a datagram, and in one that an ICMP error quotes: the transport header may go on elsewhere.
    private bool _partial;

    public FieldWalk(ReadOnlySpan<byte> frame, IFieldVisitor visitor)
    {
        _frame = frame;
        _visitor = visitor;
    }

    /// <summary>The first fault, or <c>default</c>.</summary>
    public LengthError Error { get; private set; }

    public void Link(LinkType link)
    {
        var extent = new Extent(_frame.Length);
        switch (link)
        {
            case LinkType.Ethernet:
                Ethernet(0, extent);
                break;
            case LinkType.Raw or LinkType.RawBsd or LinkType.RawOpenBsd or LinkType.IPv4 or LinkType.IPv6:
                Ip(0, extent);
                break;
            case LinkType.Null or LinkType.Loop:
                Loopback(link == LinkType.Loop, extent);
                break;
            case LinkType.LinuxSll:
                Sll(extent);
                break;
            case LinkType.LinuxSll2:
                Sll2(extent);
                break;
        }
    }

    private void Loopback(bool networkOrder, Extent extent)
    {
        if (!LoopbackHeader.TryRead(_frame, networkOrder, out LoopbackHeader header, out LengthError error))
        {
            Stop(0, extent, error);
            return;
        }

        _visitor.Begin("null");
        _visitor.Field("family", header.Family);
        _visitor.End();
        if (header.IsIp) { Ip(LoopbackHeader.Size, extent); }
    }

    private void Sll(Extent extent)
    {
        if (!SllHeader.TryRead(_frame, out SllHeader sll, out LengthError error))
        {
            Stop(0, extent, error);
            return;
        }

        _visitor.Begin("sll");
        _visitor.Field("pkttype", sll.PacketType);
        _visitor.Field("hatype", sll.HardwareType);
        _visitor.Field("halen", sll.Address.Length);
        SllAddress(sll.Address);
        _visitor.Field("etype", sll.Protocol);
        _visitor.End();
        TypeOrLength(sll.Protocol, SllHeader.Size, extent);
    }

    private void Sll2(Extent extent)
    {
        if (!Sll2Header.TryRead(_frame, out Sll2Header sll, out LengthError error))
        {
            Stop(0, extent, error);
            return;
        }

        _visitor.Begin("sll");
        _visitor.Field("etype", sll.Protocol);
        _visitor.Field("ifindex", sll.InterfaceIndex);
        _visitor.Field("hatype", sll.HardwareType);
        _visitor.Field("pkttype", sll.PacketType);
        _visitor.Field("halen", sll.Address.Length);
        SllAddress(sll.Address);
        _visitor.End();
        TypeOrLength(sll.Protocol, Sll2Header.Size, extent);
    }

    private readonly void SllAddress(ReadOnlySpan<byte> address)
    {
        if (address.Length != 6) { return; }
        _visitor.Begin("src");
        _visitor.Field("eth", FrameFields.Mac(address));
        _visitor.End();
    }

    private void Ethernet(int offset, Extent extent)
    {
        if (!EthernetHeader.TryRead(_frame[offset..extent.End], out EthernetHeader ethernet, out LengthError error))
        {
            Stop(offset, extent, error);
            return;
        }

        ushort type = ethernet.TypeOrLength;
        _visitor.Begin("eth");
        _visitor.Field("dst", FrameFields.Mac(ethernet.Destination));
        _visitor.Field("src", FrameFields.Mac(ethernet.Source));
        _visitor.Field(type < EtherTypes.SmallestType ? "len" : "type", type);
        _visitor.End();
        TypeOrLength(type, offset + EthernetHeader.Size, extent);
    }

    private void TypeOrLength(ushort type, int offset, Extent extent)
    {
        while (EtherTypes.IsVlan(type))
        {
            if (!VlanTag.TryRead(_frame[offset..extent.End], out VlanTag tag, out LengthError error))
            {
                Stop(offset, extent, error);
                return;
            }

            type = tag.TypeOrLength;
            offset += VlanTag.Size;
            _visitor.Begin("vlan");
            _visitor.Field("priority", tag.Priority);
            _visitor.Field("dei", tag.DropEligible);
            _visitor.Field("id", tag.Id);
            _visitor.Field(type < EtherTypes.SmallestType ? "len" : "etype", type);
            _visitor.End();
        }

        if (type >= EtherTypes.SmallestType)
        {
            Protocol(type, offset, extent);
            return;
        }

        if (type > SllHeader.LlcProtocol) { extent = extent.Narrow(offset + type, "ethernet.length"); }
        if (!LlcHeader.TryRead(_frame[Math.Min(offset, extent.End)..extent.End], out LlcHeader llc, out _)) { return; }
        _visitor.Begin("llc");
        _visitor.Field("dsap", llc.DestinationSap);
        _visitor.Field("ssap", llc.SourceSap);
        _visitor.Field("control", llc.Control);
        if (llc.IsSnap)
        {
            _visitor.Field("oui", llc.OrganisationCode);
            _visitor.Field("type", llc.SnapProtocol);
        }

        _visitor.End();
        if (llc.EtherType != 0) { Protocol(llc.EtherType, offset + llc.HeaderLength, extent); }
    }

    private void Protocol(ushort type, int offset, Extent extent)
    {
        switch (type)
        {
            case EtherTypes.IPv4 or EtherTypes.IPv6:
                Ip(offset, extent);
                break;
            case EtherTypes.Arp or EtherTypes.Rarp:
                Arp(offset, extent);
                break;
            case EtherTypes.Lldp:
                Lldp(offset, extent);
                break;
            case EtherTypes.Mpls or EtherTypes.MplsUpstream:
                Mpls(offset, extent);
                break;
            case EtherTypes.PppoeSession:
                Pppoe(offset, extent);
                break;
        }
    }

    private void Arp(int offset, Extent extent)
    {
        if (!ArpHeader.TryRead(_frame[offset..extent.End], out ArpHeader arp, out LengthError error))
        {
            Stop(offset, extent, error);
            return;
        }

        _visitor.Begin("arp");
        _visitor.Begin("hw");
        _visitor.Field("type", arp.HardwareType);
        _visitor.Field("size", arp.HardwareLength);
        _visitor.End();
        _visitor.Begin("proto");
        _visitor.Field("type", arp.ProtocolType);
        _visitor.Field("size", arp.ProtocolLength);
        _visitor.End();
        _visitor.Field("opcode", arp.Operation);
        if (arp.IsEthernetIPv4)
        {
            ArpEnd("src", arp.SenderHardware, arp.SenderProtocol);
            ArpEnd("dst", arp.TargetHardware, arp.TargetProtocol);
        }

        _visitor.End();
    }

    private readonly void ArpEnd(string name, ReadOnlySpan<byte> hardware, ReadOnlySpan<byte> protocol)
    {
        _visitor.Begin(name);
        _visitor.Field("hw_mac", FrameFields.Mac(hardware));
        _visitor.Field("proto_ipv4", IpAddress.FromIPv4(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(protocol)).ToString());
        _visitor.End();
    }

    private void Lldp(int offset, Extent extent)
    {
        var reader = new LldpReader(_frame[offset..extent.End]);
        _visitor.Begin("lldp");
        while (reader.MoveNext())
        {
            LldpTlv tlv = reader.Current;
            _visitor.Begin("tlv");
            _visitor.Field("type", tlv.Type);
            _visitor.Field("len", tlv.Value.Length);
            if (tlv.Type is LldpTlv.SystemName or LldpTlv.SystemDescription)
            {
                _visitor.Begin("system");
                _visitor.Field(tlv.Type == LldpTlv.SystemName ? "name" : "desc", Encoding.UTF8.GetString(tlv.Value));
                _visitor.End();
            }

            _visitor.End();
            LldpContent(tlv);
        }

        _visitor.End();
        if (!reader.Error.IsNone) { Stop(offset + reader.Error.Offset, extent, reader.Error); }
    }

    private readonly void LldpContent(LldpTlv tlv)
    {
        switch (tlv.Type)
        {
            case LldpTlv.ChassisId:
                LldpId("chassis", tlv, macSubtype: 4);
                break;
            case LldpTlv.PortId:
                LldpId("port", tlv, macSubtype: 3);
                break;
            case LldpTlv.TimeToLiveType:
                _visitor.Field("time_to_live", tlv.TimeToLive);
                break;
            case LldpTlv.PortDescription:
                _visitor.Begin("port");
                _visitor.Field("desc", Encoding.UTF8.GetString(tlv.Value));
                _visitor.End();
                break;
        }
    }

    private readonly void LldpId(string name, LldpTlv tlv, byte macSubtype)
    {
        _visitor.Begin(name);
        _visitor.Field("subtype", tlv.Subtype);
        _visitor.Field("id", tlv.Subtype == macSubtype ? FrameFields.Mac(tlv.Id) : Encoding.UTF8.GetString(tlv.Id));
        _visitor.End();
    }

    private void Mpls(int offset, Extent extent)
    {
        bool bottom = false;
        while (!bottom)
        {
            if (!MplsLabel.TryRead(_frame[offset..extent.End], out MplsLabel label, out LengthError error))
            {
                Stop(offset, extent, error);
                return;
            }

            _visitor.Begin("mpls");
            _visitor.Field("label", label.Label);
            _visitor.Field("exp", label.TrafficClass);
            _visitor.Field("bottom", label.IsBottom);
            _visitor.Field("ttl", label.TimeToLive);
            _visitor.End();
            bottom = label.IsBottom;
            offset += MplsLabel.Size;
        }

        if (offset < extent.End && _frame[offset] >> 4 is 4 or 6) { Ip(offset, extent); }
    }

    private void Pppoe(int offset, Extent extent)
    {
        if (!PppoeHeader.TryRead(_frame[offset..extent.End], out PppoeHeader pppoe, out LengthError error))
        {
            Stop(offset, extent, error);
            return;
        }

        _visitor.Begin("pppoe");
        _visitor.Field("code", pppoe.Code);
        _visitor.Field("session_id", pppoe.SessionId);
        _visitor.Field("payload_length", pppoe.Length);
        _visitor.End();
        _visitor.Begin("ppp");
        _visitor.Field("protocol", pppoe.Protocol);
        _visitor.End();
        extent = extent.Narrow(offset + PppoeHeader.SizeBeforeProtocol + pppoe.Length, "pppoe.length");
        if (pppoe.IsIp && extent.End > offset + PppoeHeader.Size) { Ip(offset + PppoeHeader.Size, extent); }
    }

    private void Stop(int offset, Extent extent, in LengthError error)
    {
        if (!Error.IsNone) { return; }
        Error = error with { Offset = offset, LimitedBy = error.LimitedBy == "frame" ? extent.LimitedBy : error.LimitedBy };
    }
}
