namespace Weir.Wire.Dns;

/// <summary>A question of a DNS message (RFC 1035 4.1.2).</summary>
/// <param name="Name">The name asked for, without the last dot.</param>
/// <param name="Type">The record type.</param>
/// <param name="Class">The class; 1 is the Internet.</param>
public readonly record struct DnsQuestion(string Name, ushort Type, ushort Class);
