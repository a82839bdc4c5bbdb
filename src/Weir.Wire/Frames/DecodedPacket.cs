namespace Weir.Wire.Frames;

/// <summary>
/// What one frame says, down to the transport payload: filled by <see cref="PacketDecoder"/>, reused from packet to packet, never allocating.
/// Offsets count bytes from the start of the frame. With tunnels the innermost understood packet is described, and <see cref="TunnelKey"/> tells flows in different tunnels apart.
/// </summary>
public struct DecodedPacket
{
    /// <summary>IP version of the innermost network header, 4 or 6; 0 when there is none.</summary>
    public byte IpVersion;
    /// <summary>Transport protocol number after all extension headers (IANA; 6 TCP, 17 UDP, 1 ICMP, 58 ICMPv6, 132 SCTP).</summary>
    public byte Protocol;
    /// <summary>TTL or hop limit.</summary>
    public byte HopLimit;
    /// <summary>True when ports, and for TCP sequence numbers, were read.</summary>
    public bool HasTransport;
    /// <summary>True when this is a fragment (offset not zero, or more to come). The transport header of a fragment is not read.</summary>
    public bool IsFragment;
    /// <summary>More fragments follow.</summary>
    public bool MoreFragments;
    /// <summary>The link layer's protocol (EtherType) after VLAN tags; 0 when there is none.</summary>
    public ushort EtherType;
    /// <summary>Outer VLAN tag identifier, 0 when untagged.</summary>
    public ushort OuterVlan;
    /// <summary>Inner VLAN tag identifier, 0 when not double-tagged.</summary>
    public ushort InnerVlan;
    /// <summary>Source port, or 0.</summary>
    public ushort SourcePort;
    /// <summary>Destination port, or 0.</summary>
    public ushort DestinationPort;
    /// <summary>TCP control bits.</summary>
    public TcpFlags Flags;
    /// <summary>TCP window, unscaled.</summary>
    public ushort Window;
    /// <summary>TCP sequence number.</summary>
    public uint Sequence;
    /// <summary>TCP acknowledgement number.</summary>
    public uint Acknowledgement;
    /// <summary>IPv4 identification or the IPv6 fragment header's.</summary>
    public uint FragmentId;
    /// <summary>Offset of this fragment's payload in the datagram, in bytes.</summary>
    public int FragmentOffset;
    /// <summary>Offset of the innermost IP header; -1 when there is none.</summary>
    public int NetworkOffset;
    /// <summary>Offset of the transport header (of a fragment: of the fragment's payload); -1 when there is none.</summary>
    public int TransportOffset;
    /// <summary>Offset of the transport payload (of a fragment: of the fragment's payload).</summary>
    public int PayloadOffset;
    /// <summary>Captured bytes of the payload; link-layer padding is not among them.</summary>
    public int PayloadLength;
    /// <summary>Bytes of the payload that the headers promise beyond the captured end (snap length), or 0.</summary>
    public int PayloadMissing;
    /// <summary>0 outside tunnels; otherwise a number that differs between tunnels (GRE key, VXLAN network identifier, outer addresses mixed).</summary>
    public uint TunnelKey;
    /// <summary>Source address.</summary>
    public IpAddress Source;
    /// <summary>Destination address.</summary>
    public IpAddress Destination;
    /// <summary>Where decoding stopped early; <c>default</c> when the frame was understood as far as its protocols are known.</summary>
    public LengthError Error;
}
