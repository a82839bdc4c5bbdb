using System.Globalization;

namespace Weir.Wire.Dns;

/// <summary>Names of record types and response codes (IANA, Domain Name System Parameters).</summary>
public static class DnsTypes
{
    /// <summary>IPv4 address.</summary>
    public const ushort A = 1;
    /// <summary>Name server.</summary>
    public const ushort Ns = 2;
    /// <summary>Canonical name.</summary>
    public const ushort Cname = 5;
    /// <summary>Start of a zone of authority.</summary>
    public const ushort Soa = 6;
    /// <summary>Pointer.</summary>
    public const ushort Ptr = 12;
    /// <summary>Mail exchange.</summary>
    public const ushort Mx = 15;
    /// <summary>Text.</summary>
    public const ushort Txt = 16;
    /// <summary>IPv6 address.</summary>
    public const ushort Aaaa = 28;
    /// <summary>Service location.</summary>
    public const ushort Srv = 33;
    /// <summary>EDNS options.</summary>
    public const ushort Opt = 41;

    /// <summary>The mnemonic of a type, or <c>TYPEn</c> (RFC 3597 5).</summary>
    public static string Name(ushort type) => type switch
    {
        A => "A",
        Ns => "NS",
        Cname => "CNAME",
        Soa => "SOA",
        Ptr => "PTR",
        13 => "HINFO",
        Mx => "MX",
        Txt => "TXT",
        Aaaa => "AAAA",
        Srv => "SRV",
        35 => "NAPTR",
        Opt => "OPT",
        43 => "DS",
        46 => "RRSIG",
        47 => "NSEC",
        48 => "DNSKEY",
        64 => "SVCB",
        65 => "HTTPS",
        252 => "AXFR",
        255 => "ANY",
        _ => string.Create(CultureInfo.InvariantCulture, $"TYPE{type}"),
    };

    /// <summary>The mnemonic of a response code, or <c>RCODEn</c>.</summary>
    public static string ResponseCode(int code) => code switch
    {
        0 => "NOERROR",
        1 => "FORMERR",
        2 => "SERVFAIL",
        3 => "NXDOMAIN",
        4 => "NOTIMP",
        5 => "REFUSED",
        _ => string.Create(CultureInfo.InvariantCulture, $"RCODE{code}"),
    };
}
