using System.Text;

namespace Weir.Wire.Frames;

/// <summary>The protocols of one link: ARP and LLDP.</summary>
internal ref partial struct FieldWalk
{
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
}
