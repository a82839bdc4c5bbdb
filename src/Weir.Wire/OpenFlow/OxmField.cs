namespace Weir.Wire.OpenFlow;

/// <summary>Fields of packets that flows match and actions set: the basic class of OpenFlow 1.3 (A.2.3.7), by class and number. Others are kept as bytes.</summary>
public enum OxmField
{
    /// <summary>Port of arrival.</summary>
    InPort = 0x400000,
    /// <summary>Physical port of arrival, under a logical one.</summary>
    InPhysicalPort,
    /// <summary>What tables hand on to the next.</summary>
    Metadata,
    /// <summary>Ethernet destination.</summary>
    EthernetDestination,
    /// <summary>Ethernet source.</summary>
    EthernetSource,
    /// <summary>EtherType behind all VLAN tags; 0x05ff stands for frames that have none.</summary>
    EtherType,
    /// <summary>VLAN identifier with 0x1000 for "there is a tag"; 0 is no tag.</summary>
    VlanId,
    /// <summary>VLAN priority.</summary>
    VlanPriority,
    /// <summary>Differentiated services, the upper six bits of the type of service.</summary>
    IpDscp,
    /// <summary>Congestion notification, the lower two bits.</summary>
    IpEcn,
    /// <summary>Protocol of the IP payload.</summary>
    IpProtocol,
    /// <summary>IPv4 source.</summary>
    IPv4Source,
    /// <summary>IPv4 destination.</summary>
    IPv4Destination,
    /// <summary>TCP source port.</summary>
    TcpSource,
    /// <summary>TCP destination port.</summary>
    TcpDestination,
    /// <summary>UDP source port.</summary>
    UdpSource,
    /// <summary>UDP destination port.</summary>
    UdpDestination,
    /// <summary>SCTP source port.</summary>
    SctpSource,
    /// <summary>SCTP destination port.</summary>
    SctpDestination,
    /// <summary>ICMP type.</summary>
    IcmpType,
    /// <summary>ICMP code.</summary>
    IcmpCode,
    /// <summary>ARP operation.</summary>
    ArpOperation,
    /// <summary>ARP sender's IPv4 address.</summary>
    ArpSourceIPv4,
    /// <summary>ARP target's IPv4 address.</summary>
    ArpTargetIPv4,
    /// <summary>ARP sender's Ethernet address.</summary>
    ArpSourceEthernet,
    /// <summary>ARP target's Ethernet address.</summary>
    ArpTargetEthernet,
    /// <summary>IPv6 source.</summary>
    IPv6Source,
    /// <summary>IPv6 destination.</summary>
    IPv6Destination,
    /// <summary>IPv6 flow label.</summary>
    IPv6FlowLabel,
    /// <summary>ICMPv6 type.</summary>
    IcmpV6Type,
    /// <summary>ICMPv6 code.</summary>
    IcmpV6Code,
    /// <summary>Target of a neighbour discovery.</summary>
    NeighbourTarget,
    /// <summary>Source link layer of a neighbour solicitation.</summary>
    NeighbourSource,
    /// <summary>Target link layer of a neighbour advertisement.</summary>
    NeighbourTargetEthernet,
    /// <summary>MPLS label.</summary>
    MplsLabel,
    /// <summary>MPLS traffic class.</summary>
    MplsTrafficClass,
    /// <summary>MPLS bottom of stack.</summary>
    MplsBottom,
    /// <summary>Service identifier of provider backbone bridging.</summary>
    PbbServiceId,
    /// <summary>A tunnel's number.</summary>
    TunnelId,
    /// <summary>Which IPv6 extension headers there are.</summary>
    IPv6ExtensionHeaders,

    /// <summary>Transport source port of a match of OpenFlow 1.0 that does not say which transport; 1.3 cannot say it.</summary>
    TransportSource = 0x10000000,
    /// <summary>Transport destination port of a match of OpenFlow 1.0 that does not say which transport; 1.3 cannot say it.</summary>
    TransportDestination,
}
