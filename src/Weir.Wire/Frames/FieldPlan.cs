using System.Buffers.Binary;
using System.Text;

namespace Weir.Wire.Frames;

/// <summary>
/// The text of chosen fields, compiled once from their names (<see cref="FrameFields.Names"/>) and then appended frame by frame as UTF-8: what
/// <c>weir decode --fields ip.src,tcp.dstport</c> prints. The common fields of an ordinary packet come straight from the decoded packet, without allocation; tunnels,
/// ICMP and the other fields come from a walk through all layers, where a name that occurs more than once gives its values joined by commas, as tshark does.
/// An instance serves one thread.
/// </summary>
public sealed partial class FieldPlan
{
    // The longest text of a fast field is an IPv6 address; a store of an IPv4 octet may reach 3 bytes further.
    private const int MaxFieldLength = IpAddress.MaxTextLength + 4;

    private readonly Source[] _sources;
    private readonly string[] _names;
    private readonly byte _separator;
    private readonly bool _allFast;
    private Collector? _collector;

    private FieldPlan(string[] names, byte separator)
    {
        _names = names;
        _separator = separator;
        _sources = Array.ConvertAll(names, SourceOf);
        _allFast = !_sources.Contains(Source.Walk);
    }

    /// <summary>The fields' names, in the order of the row.</summary>
    public IReadOnlyList<string> Fields => _names;

    /// <summary>Compiles a plan; false with the first name that is not among <see cref="FrameFields.Names"/>.</summary>
    /// <param name="names">Full names of the fields, in the order of the row.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="unknown">The name that is not known.</param>
    /// <param name="separator">What stands between two fields.</param>
    public static bool TryCompile(IReadOnlyList<string> names, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out FieldPlan? plan, out string? unknown, char separator = '\t')
    {
        unknown = names.FirstOrDefault(name => !FrameFieldNames.All.ContainsKey(name));
        plan = unknown is null ? new FieldPlan([.. names], (byte)separator) : null;
        return plan is not null;
    }

    /// <summary>
    /// Appends the row of one frame, without a line end. False when <paramref name="destination"/> is too short: call again with a longer one
    /// (50 bytes a field always suffice for ordinary packets). A field that the frame does not have is empty.
    /// </summary>
    /// <param name="destination">Where the row goes.</param>
    /// <param name="frame">The captured bytes.</param>
    /// <param name="link">How the frame begins.</param>
    /// <param name="packet">What <see cref="PacketDecoder"/> said about this frame.</param>
    /// <param name="facts">What is known besides the bytes.</param>
    /// <param name="written">Bytes written.</param>
    public bool TryAppend(Span<byte> destination, ReadOnlySpan<byte> frame, LinkType link, in DecodedPacket packet, in FrameFacts facts, out int written)
    {
        written = 0;
        if (destination.Length < (_sources.Length * (MaxFieldLength + 1))) { return false; }
        if (!_allFast || !IsOrdinary(packet)) { return TryAppendWalked(destination, frame, link, packet, facts, out written); }
        var text = new FieldText(destination);
        for (int i = 0; i < _sources.Length; i++)
        {
            if (i > 0) { text.Append(_separator); }
            Append(ref text, _sources[i], frame, link, packet, facts);
        }

        written = text.Length;
        return true;
    }

    /// <summary>
    /// True when each fast field occurs at most once (VLAN tags apart) and the decoded packet tells its value: TCP and UDP outside tunnels, and frames that hold no IP.
    /// </summary>
    private static bool IsOrdinary(in DecodedPacket packet) => packet.HasTransport
        ? packet.TunnelKey == 0 && packet.DestinationPort != VxlanHeader.UdpPort
        : packet.IpVersion == 0 && packet.Error.IsNone;

    private bool TryAppendWalked(Span<byte> destination, ReadOnlySpan<byte> frame, LinkType link, in DecodedPacket packet, in FrameFacts facts, out int written)
    {
        written = 0;
        _collector ??= new Collector(_names);
        _collector.Clear();
        FrameFields.Describe(frame, link, _collector);
        var text = new FieldText(destination);
        for (int i = 0; i < _names.Length; i++)
        {
            if (i > 0) { text.Append(_separator); }
            // Room for the rest of the row must be left at each step: fast fields do not look.
            int reserve = (_names.Length - i) * (MaxFieldLength + 1);
            if (_sources[i] <= Source.LastOfCaller)
            {
                if (text.Room.Length < reserve) { return false; }
                Append(ref text, _sources[i], frame, link, packet, facts);
                continue;
            }

            StringBuilder value = _collector[i];
            if (text.Room.Length < (3 * value.Length) + reserve) { return false; }
            foreach (ReadOnlyMemory<char> chunk in value.GetChunks()) { text.Advance(Encoding.UTF8.GetBytes(chunk.Span, text.Room)); }
        }

        written = text.Length;
        return true;
    }

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

    private static Source SourceOf(string name) => name switch
    {
        "frame.number" => Source.FrameNumber,
        "frame.time_epoch" => Source.FrameTime,
        "frame.len" => Source.FrameLength,
        "frame.cap_len" => Source.FrameCaptured,
        "tcp.stream" => Source.TcpStream,
        "udp.stream" => Source.UdpStream,
        "eth.src" => Source.EthernetSource,
        "eth.dst" => Source.EthernetDestination,
        "eth.type" => Source.EthernetType,
        "vlan.id" => Source.VlanId,
        "ip.src" => Source.IpSource,
        "ip.dst" => Source.IpDestination,
        "ip.proto" => Source.IpProtocol,
        "ip.ttl" => Source.IpTimeToLive,
        "ip.len" => Source.IpLength,
        "ip.id" => Source.IpId,
        "ipv6.src" => Source.IPv6Source,
        "ipv6.dst" => Source.IPv6Destination,
        "ipv6.nxt" => Source.IPv6NextHeader,
        "ipv6.hlim" => Source.IPv6HopLimit,
        "ipv6.plen" => Source.IPv6PayloadLength,
        "tcp.srcport" => Source.TcpSourcePort,
        "tcp.dstport" => Source.TcpDestinationPort,
        "tcp.seq_raw" => Source.TcpSequence,
        "tcp.ack_raw" => Source.TcpAcknowledgement,
        "tcp.flags" => Source.TcpFlags,
        "tcp.len" => Source.TcpLength,
        "tcp.window_size_value" => Source.TcpWindow,
        "tcp.hdr_len" => Source.TcpHeaderLength,
        "tcp.flags.syn" => Source.TcpSyn,
        "tcp.flags.fin" => Source.TcpFin,
        "tcp.flags.reset" => Source.TcpReset,
        "tcp.flags.ack" => Source.TcpAck,
        "tcp.flags.push" => Source.TcpPush,
        "udp.srcport" => Source.UdpSourcePort,
        "udp.dstport" => Source.UdpDestinationPort,
        "udp.length" => Source.UdpLength,
        _ => Source.Walk,
    };

    /// <summary>Where a field's value comes from; the order sorts them by layer.</summary>
    private enum Source : byte
    {
        FrameNumber,
        FrameTime,
        FrameLength,
        FrameCaptured,
        TcpStream,
        UdpStream,
        LastOfCaller = UdpStream,
        EthernetSource,
        EthernetDestination,
        EthernetType,
        VlanId,
        IpSource,
        IpDestination,
        IpProtocol,
        IpTimeToLive,
        IpLength,
        IpId,
        IPv6Source,
        IPv6Destination,
        IPv6NextHeader,
        IPv6HopLimit,
        IPv6PayloadLength,
        TcpSourcePort,
        TcpDestinationPort,
        TcpSequence,
        TcpAcknowledgement,
        TcpFlags,
        TcpLength,
        TcpWindow,
        TcpHeaderLength,
        TcpSyn,
        TcpFin,
        TcpReset,
        TcpAck,
        TcpPush,
        UdpSourcePort,
        UdpDestinationPort,
        UdpLength,
        Walk,
    }
}
