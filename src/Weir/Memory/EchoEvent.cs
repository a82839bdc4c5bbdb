using Weir.Wire.Frames;

namespace Weir.Memory;

/// <summary>What came back for an echo request.</summary>
/// <param name="Sequence">The request's sequence number.</param>
/// <param name="From">Who sent it.</param>
/// <param name="HopLimit">TTL or hop limit of the packet.</param>
/// <param name="Bytes">Bytes of the ICMP message.</param>
/// <param name="Why">Null for a reply; for an error what it says, in words.</param>
internal readonly record struct EchoEvent(ushort Sequence, IpAddress From, byte HopLimit, int Bytes, string? Why);
