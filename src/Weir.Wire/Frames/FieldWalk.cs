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

    private void Stop(int offset, Extent extent, in LengthError error)
    {
        if (!Error.IsNone) { return; }
        Error = error with { Offset = offset, LimitedBy = error.LimitedBy == "frame" ? extent.LimitedBy : error.LimitedBy };
    }
}
