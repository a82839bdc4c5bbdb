using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Weir.Wire.Frames;

/// <summary>An IPv4 or IPv6 address as 16 bytes in network order; IPv4 lies in <c>::ffff:0:0/96</c> (RFC 4291 2.5.5.2). Compares as a number.</summary>
public readonly partial record struct IpAddress(UInt128 Value) : IComparable<IpAddress>
{
    /// <summary>True for an IPv4 address.</summary>
    public bool IsIPv4 => Value >> 32 == 0xffffUL;

    /// <summary>An IPv4 address from its 4 bytes as a big-endian number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IpAddress FromIPv4(uint address) => new(new UInt128(0, 0xffff_0000_0000UL | address));

    /// <summary>An IPv6 address from exactly 16 bytes in network order.</summary>
    public static IpAddress FromIPv6(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    /// <summary>Orders by number: all IPv4 addresses lie together.</summary>
    public int CompareTo(IpAddress other) => Value.CompareTo(other.Value);
}
