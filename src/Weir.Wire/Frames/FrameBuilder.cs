using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>
/// Builds a frame from the outside in: <c>new FrameBuilder().Ethernet(…).Vlan(7).IPv4(…).Tcp(…).Payload(…).ToArray()</c>. Types, lengths and checksums follow from the
/// layers; any stack of them can be built, tunnels too. For fixtures and traffic, not for hot paths: each layer allocates.
/// </summary>
public sealed class FrameBuilder
{
    private readonly List<Layer> _layers = [];
    private byte[] _payload = [];

    /// <summary>Adds an Ethernet header; addresses are 6 bytes, locally administered ones when left out.</summary>
    public FrameBuilder Ethernet(ReadOnlySpan<byte> source = default, ReadOnlySpan<byte> destination = default)
    {
        byte[] from = source.IsEmpty ? [2, 0, 0, 0, 0, 1] : source.ToArray();
        byte[] to = destination.IsEmpty ? [2, 0, 0, 0, 0, 2] : destination.ToArray();
        return Add(EtherTypes.TransparentEthernet, 0, EthernetHeader.Size, (buffer, next, _) => EthernetHeader.Write(buffer, to, from, next.EtherType));
    }

    /// <summary>Adds a VLAN tag behind an Ethernet header or another tag.</summary>
    public FrameBuilder Vlan(ushort id, byte priority = 0, ushort tagProtocol = EtherTypes.Vlan) =>
        Add(tagProtocol, 0, VlanTag.Size, (buffer, next, _) => VlanTag.Write(buffer, id, next.EtherType, priority));

    /// <summary>Adds a label of an MPLS stack.</summary>
    public FrameBuilder Mpls(uint label, byte timeToLive = 64) =>
        Add(EtherTypes.Mpls, IpProtocols.Mpls, MplsLabel.Size, (buffer, next, _) => MplsLabel.Write(buffer, label, next.EtherType != EtherTypes.Mpls, timeToLive));

    /// <summary>Adds a PPPoE session header with a PPP protocol number.</summary>
    public FrameBuilder Pppoe(ushort sessionId) =>
        Add(EtherTypes.PppoeSession, 0, PppoeHeader.Size, (buffer, next, rest) =>
            PppoeHeader.Write(buffer, sessionId, next.EtherType == EtherTypes.IPv6 ? (ushort)0x57 : (ushort)0x21, rest.Length));

    /// <summary>Adds an IPv4 header.</summary>
    /// <param name="source">An IPv4 address.</param>
    /// <param name="destination">An IPv4 address.</param>
    /// <param name="timeToLive">Time to live.</param>
    /// <param name="identification">Identification.</param>
    /// <param name="options">Options, a multiple of 4 bytes, 40 at most.</param>
    /// <param name="fragmentOffset">Offset of the data in its datagram, in bytes, a multiple of 8.</param>
    /// <param name="moreFragments">More fragments follow.</param>
    /// <param name="protocol">Protocol of the data; when left out it follows from the next layer.</param>
    public FrameBuilder IPv4(
        IpAddress source,
        IpAddress destination,
        byte timeToLive = 64,
        ushort identification = 0,
        ReadOnlySpan<byte> options = default,
        int fragmentOffset = 0,
        bool moreFragments = false,
        byte? protocol = null)
    {
        byte[] kept = options.ToArray();
        return Add(EtherTypes.IPv4, IpProtocols.IPv4, IPv4Header.MinSize + kept.Length, (buffer, next, rest) =>
            IPv4Header.Write(buffer, source, destination, protocol ?? next.IpProtocol, rest.Length, timeToLive, identification, fragmentOffset, moreFragments, options: kept), (source, destination));
    }

    /// <summary>Adds an IPv6 header; <paramref name="nextHeader"/> follows from the next layer when left out.</summary>
    public FrameBuilder IPv6(IpAddress source, IpAddress destination, byte hopLimit = 64, byte? nextHeader = null) =>
        Add(EtherTypes.IPv6, IpProtocols.IPv6, IPv6Header.Size, (buffer, next, rest) =>
            IPv6Header.Write(buffer, source, destination, nextHeader ?? next.IpProtocol, rest.Length, hopLimit), (source, destination));

    /// <summary>Adds an IPv6 extension header of the uniform layout; <paramref name="content"/> is padded with PadN.</summary>
    public FrameBuilder Extension(byte kind, ReadOnlySpan<byte> content = default)
    {
        byte[] kept = content.ToArray();
        return Add(0, kind, (2 + kept.Length + 7) / 8 * 8, (buffer, next, _) => IPv6Extension.WriteUniform(buffer, next.IpProtocol, kept));
    }

    /// <summary>Adds an IPv6 fragment header; <paramref name="offset"/> is in bytes, a multiple of 8.</summary>
    public FrameBuilder Fragment(int offset, bool moreFragments, uint id, byte? nextHeader = null) =>
        Add(0, IpProtocols.Fragment, IPv6Extension.MinSize, (buffer, next, _) => IPv6Extension.WriteFragment(buffer, nextHeader ?? next.IpProtocol, offset, moreFragments, id));

    /// <summary>Adds a GRE header of version 0.</summary>
    public FrameBuilder Gre(uint? key = null, uint? sequence = null, bool withChecksum = false) =>
        Add(0, IpProtocols.Gre, GreHeader.MinSize + (key is null ? 0 : 4) + (sequence is null ? 0 : 4) + (withChecksum ? 4 : 0), (buffer, next, rest) =>
            GreHeader.Write(buffer, next.EtherType, key, sequence, withChecksum, rest));

    /// <summary>Adds a VXLAN header behind a UDP header; an Ethernet header comes next.</summary>
    public FrameBuilder Vxlan(uint networkId) =>
        Add(0, 0, VxlanHeader.Size, (buffer, _, _) => VxlanHeader.Write(buffer, networkId));

    /// <summary>Adds a UDP header with its checksum.</summary>
    public FrameBuilder Udp(ushort sourcePort, ushort destinationPort) =>
        Add(0, IpProtocols.Udp, UdpHeader.Size, (buffer, _, rest) => UdpHeader.Write(buffer, sourcePort, destinationPort, UdpHeader.Size + rest.Length));

    /// <summary>Adds a TCP header with its checksum; <paramref name="options"/> are a multiple of 4 bytes, 40 at most.</summary>
    public FrameBuilder Tcp(
        ushort sourcePort,
        ushort destinationPort,
        uint sequence,
        uint acknowledgement = 0,
        TcpFlags flags = TcpFlags.Ack,
        ushort window = 65535,
        ReadOnlySpan<byte> options = default)
    {
        byte[] kept = options.ToArray();
        return Add(0, IpProtocols.Tcp, TcpHeader.MinSize + kept.Length, (buffer, _, _) =>
            TcpHeader.Write(buffer, sourcePort, destinationPort, sequence, acknowledgement, flags, window, options: kept));
    }

    /// <summary>Adds any bytes as a layer, with the numbers by which the layer before it announces them.</summary>
    public FrameBuilder Raw(ReadOnlySpan<byte> bytes, ushort etherType = 0, byte ipProtocol = 0)
    {
        byte[] kept = bytes.ToArray();
        return Add(etherType, ipProtocol, kept.Length, (buffer, _, _) => { kept.CopyTo(buffer); return kept.Length; });
    }

    /// <summary>Sets the bytes behind the last header.</summary>
    public FrameBuilder Payload(ReadOnlySpan<byte> bytes)
    {
        _payload = bytes.ToArray();
        return this;
    }

    /// <summary>Writes the frame: the innermost layer first, since lengths and checksums outside depend on it.</summary>
    public byte[] ToArray()
    {
        byte[] frame = new byte[_layers.Sum(layer => layer.Length) + _payload.Length];
        int begin = frame.Length - _payload.Length;
        _payload.CopyTo(frame.AsSpan(begin));
        var next = new Layer(0, 0, 0, static (_, _, _) => 0, null);
        for (int i = _layers.Count - 1; i >= 0; i--)
        {
            Layer layer = _layers[i];
            ReadOnlySpan<byte> rest = frame.AsSpan(begin);
            begin -= layer.Length;
            layer.Write(frame.AsSpan(begin), next, rest);
            FillChecksum(layer.IpProtocol, i, frame.AsSpan(begin));
            next = layer;
        }

        return frame;
    }

    private FrameBuilder Add(ushort etherType, byte ipProtocol, int length, Writer write, (IpAddress, IpAddress)? addresses = null)
    {
        _layers.Add(new Layer(etherType, ipProtocol, length, write, addresses));
        return this;
    }

    /// <summary>TCP and UDP sums cover the addresses of the IP header around them; without one they stay 0.</summary>
    private void FillChecksum(byte protocol, int index, Span<byte> segment)
    {
        int at = protocol switch { IpProtocols.Tcp => 16, IpProtocols.Udp => 6, _ => -1 };
        int ip = _layers.FindLastIndex(index, layer => layer.Addresses is not null);
        if (at < 0 || ip < 0 || _layers[ip].Addresses is not { } ends) { return; }
        ushort checksum = InternetChecksum.Compute(ends.Source, ends.Destination, protocol, segment);
        // RFC 768: a sum of zero is sent as all ones, for zero means that there is none.
        BinaryPrimitives.WriteUInt16BigEndian(segment[at..], checksum == 0 && protocol == IpProtocols.Udp ? (ushort)0xffff : checksum);
    }

    private delegate int Writer(Span<byte> buffer, Layer next, ReadOnlySpan<byte> rest);

    private sealed record Layer(ushort EtherType, byte IpProtocol, int Length, Writer Write, (IpAddress Source, IpAddress Destination)? Addresses);
}
