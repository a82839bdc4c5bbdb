namespace Weir.Wire.Dns;

/// <summary>A resource record of a DNS message (RFC 1035 4.1.3).</summary>
/// <param name="Name">Its owner, without the last dot.</param>
/// <param name="Type">The record type.</param>
/// <param name="Class">The class; for OPT the sender's UDP size (RFC 6891 6.1.2).</param>
/// <param name="TimeToLive">Seconds it may be cached.</param>
/// <param name="Data">Its data as text: addresses and names as such, else hexadecimal digits.</param>
public readonly record struct DnsRecord(string Name, ushort Type, ushort Class, uint TimeToLive, string Data);
