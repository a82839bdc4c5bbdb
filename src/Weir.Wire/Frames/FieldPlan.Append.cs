using System.Buffers.Binary;

namespace Weir.Wire.Frames;

public sealed partial class FieldPlan
{
    private static void Append(ref FieldText text, Source source, ReadOnlySpan<byte> frame, LinkType link, in DecodedPacket packet, in FrameFacts facts)
    {
        switch (source)
        {
            case Source.FrameNumber: text.Decimal(facts.Number); return;
            case Source.FrameTime: text.Seconds(facts.Time); return;
            case Source.FrameLength: text.Decimal(facts.OriginalLength); return;
            case Source.FrameCaptured: text.Decimal(frame.Length); return;
            case Source.TcpStream: if (packet is { Protocol: IpProtocols.Tcp, HasTransport: true } && facts.Stream >= 0) { text.Decimal(facts.Stream); } return;
            case Source.UdpStream: if (packet is { Protocol: IpProtocols.Udp, HasTransport: true } && facts.Stream >= 0) { text.Decimal(facts.Stream); } return;
            case < Source.IpSource: AppendLink(ref text, source, frame, link); return;
        }

        if (packet.IpVersion == 0) { return; }
        if (source < Source.TcpSourcePort)
        {
            AppendNetwork(ref text, source, frame[packet.NetworkOffset..], packet);
        }
        else
        {
            AppendTransport(ref text, source, frame[packet.TransportOffset..], packet);
        }
    }

    private static void AppendLink(ref FieldText text, Source source, ReadOnlySpan<byte> frame, LinkType link)
    {
        if (source == Source.VlanId)
        {
            AppendVlans(ref text, frame, link);
            return;
        }

        if (link != LinkType.Ethernet || frame.Length < EthernetHeader.Size) { return; }
        switch (source)
        {
            case Source.EthernetSource: text.Mac(frame.Slice(6, 6)); break;
            case Source.EthernetDestination: text.Mac(frame[..6]); break;
            case Source.EthernetType:
                ushort type = BinaryPrimitives.ReadUInt16BigEndian(frame[12..]);
                if (type >= EtherTypes.SmallestType) { text.Hex(type, 4); }
                break;
        }
    }

    private static void AppendVlans(ref FieldText text, ReadOnlySpan<byte> frame, LinkType link)
    {
        int offset = link switch { LinkType.Ethernet => EthernetHeader.Size, LinkType.LinuxSll => SllHeader.Size, _ => 0 };
        if (offset == 0 || frame.Length < offset) { return; }
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(frame[(offset - 2)..]);
        // Nine tags fill the room of a field; real stacks have two or three.
        for (int tags = 0; tags < 9 && EtherTypes.IsVlan(type) && VlanTag.TryRead(frame[offset..], out VlanTag tag, out _); tags++)
        {
            if (tags > 0) { text.Append((byte)','); }
            text.Decimal(tag.Id);
            type = tag.TypeOrLength;
            offset += VlanTag.Size;
        }
    }

    private static void AppendNetwork(ref FieldText text, Source source, ReadOnlySpan<byte> ip, in DecodedPacket packet)
    {
        if (packet.IpVersion == 4)
        {
            switch (source)
            {
                case Source.IpSource: text.IPv4((uint)packet.Source.Low); break;
                case Source.IpDestination: text.IPv4((uint)packet.Destination.Low); break;
                case Source.IpProtocol: text.Decimal(ip[9]); break;
                case Source.IpTimeToLive: text.Decimal(ip[8]); break;
                case Source.IpId: text.Hex(BinaryPrimitives.ReadUInt16BigEndian(ip[4..]), 4); break;
                case Source.IpLength:
                    int length = BinaryPrimitives.ReadUInt16BigEndian(ip[2..]);
                    text.Decimal(length == 0 ? packet.PayloadOffset + packet.PayloadLength - packet.NetworkOffset : length);
                    break;
            }

            return;
        }

        switch (source)
        {
            case Source.IPv6Source: text.IPv6(packet.Source); break;
            case Source.IPv6Destination: text.IPv6(packet.Destination); break;
            case Source.IPv6NextHeader: text.Decimal(ip[6]); break;
            case Source.IPv6HopLimit: text.Decimal(ip[7]); break;
            case Source.IPv6PayloadLength: text.Decimal(BinaryPrimitives.ReadUInt16BigEndian(ip[4..])); break;
        }
    }

    private static void AppendTransport(ref FieldText text, Source source, ReadOnlySpan<byte> segment, in DecodedPacket packet)
    {
        if (packet.Protocol == IpProtocols.Tcp)
        {
            switch (source)
            {
                case Source.TcpSourcePort: text.Decimal(packet.SourcePort); break;
                case Source.TcpDestinationPort: text.Decimal(packet.DestinationPort); break;
                case Source.TcpSequence: text.Decimal(packet.Sequence); break;
                case Source.TcpAcknowledgement: text.Decimal(packet.Acknowledgement); break;
                case Source.TcpFlags: text.Hex(BinaryPrimitives.ReadUInt16BigEndian(segment[12..]) & 0xfff, 4); break;
                case Source.TcpLength: text.Decimal(packet.PayloadLength + packet.PayloadMissing); break;
                case Source.TcpWindow: text.Decimal(packet.Window); break;
                case Source.TcpHeaderLength: text.Decimal((segment[12] >> 4) * 4); break;
                case Source.TcpSyn: AppendFlag(ref text, packet, TcpFlags.Syn); break;
                case Source.TcpFin: AppendFlag(ref text, packet, TcpFlags.Fin); break;
                case Source.TcpReset: AppendFlag(ref text, packet, TcpFlags.Rst); break;
                case Source.TcpAck: AppendFlag(ref text, packet, TcpFlags.Ack); break;
                case Source.TcpPush: AppendFlag(ref text, packet, TcpFlags.Psh); break;
            }

            return;
        }

        switch (source)
        {
            case Source.UdpSourcePort: text.Decimal(packet.SourcePort); break;
            case Source.UdpDestinationPort: text.Decimal(packet.DestinationPort); break;
            case Source.UdpLength: text.Decimal(BinaryPrimitives.ReadUInt16BigEndian(segment[4..])); break;
        }
    }

    private static void AppendFlag(ref FieldText text, in DecodedPacket packet, TcpFlags flag) => text.Append((packet.Flags & flag) != TcpFlags.None ? (byte)'1' : (byte)'0');
}
