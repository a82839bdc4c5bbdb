namespace Weir.Wire.Frames;

/// <summary>IP protocol and IPv6 next-header numbers (IANA, assigned internet protocol numbers) that the decoder follows.</summary>
public static class IpProtocols
{
    /// <summary>IPv6 hop-by-hop options (RFC 8200 4.3).</summary>
    public const byte HopByHop = 0;
    /// <summary>ICMP (RFC 792).</summary>
    public const byte Icmp = 1;
    /// <summary>IPv4 inside IP (RFC 2003).</summary>
    public const byte IPv4 = 4;
    /// <summary>TCP (RFC 9293).</summary>
    public const byte Tcp = 6;
    /// <summary>UDP (RFC 768).</summary>
    public const byte Udp = 17;
    /// <summary>IPv6 inside IP (RFC 2473, RFC 4213).</summary>
    public const byte IPv6 = 41;
    /// <summary>IPv6 routing header (RFC 8200 4.4).</summary>
    public const byte Routing = 43;
    /// <summary>IPv6 fragment header (RFC 8200 4.5).</summary>
    public const byte Fragment = 44;
    /// <summary>GRE (RFC 2784).</summary>
    public const byte Gre = 47;
    /// <summary>Encapsulating security payload (RFC 4303).</summary>
    public const byte Esp = 50;
    /// <summary>Authentication header (RFC 4302).</summary>
    public const byte Ah = 51;
    /// <summary>ICMPv6 (RFC 4443).</summary>
    public const byte IcmpV6 = 58;
    /// <summary>No next header (RFC 8200 4.7).</summary>
    public const byte NoNext = 59;
    /// <summary>IPv6 destination options (RFC 8200 4.6).</summary>
    public const byte DestinationOptions = 60;
    /// <summary>SCTP (RFC 9260).</summary>
    public const byte Sctp = 132;
    /// <summary>IPv6 mobility header (RFC 6275 6.1).</summary>
    public const byte Mobility = 135;
    /// <summary>MPLS inside IP (RFC 4023).</summary>
    public const byte Mpls = 137;
    /// <summary>Host identity protocol (RFC 7401), laid out as an IPv6 extension header.</summary>
    public const byte Hip = 139;
    /// <summary>Shim6 (RFC 5533), laid out as an IPv6 extension header.</summary>
    public const byte Shim6 = 140;

    /// <summary>True for the IPv6 extension headers that begin with a next-header octet and a length in 8-octet units beyond the first (RFC 6564 4).</summary>
    public static bool IsUniformExtension(byte protocol) => protocol is HopByHop or Routing or DestinationOptions or Mobility or Hip or Shim6;

    /// <summary>True for what stands between an IP header of this version and its transport header: in IPv4 the authentication header only (RFC 4302).</summary>
    internal static bool IsExtension(byte protocol, byte ipVersion) =>
        protocol == Ah || (ipVersion == 6 && (protocol == Fragment || IsUniformExtension(protocol)));
}
