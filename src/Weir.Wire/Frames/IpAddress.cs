using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Weir.Wire.Frames;

/// <summary>
/// An IPv4 or IPv6 address as a number of 128 bits; IPv4 lies in <c>::ffff:0:0/96</c> (RFC 4291 2.5.5.2). Compares as that number. It is held in two halves because code that
/// touches a field of 128 bits cannot be compiled ahead of time.
/// </summary>
/// <param name="High">The first 8 bytes in network order.</param>
/// <param name="Low">The last 8 bytes in network order; the address itself in the last 32 bits for IPv4.</param>
public readonly partial record struct IpAddress(ulong High, ulong Low) : IComparable<IpAddress>
{
    /// <summary>The address of a number of 128 bits.</summary>
    public IpAddress(UInt128 value) : this((ulong)(value >> 64), (ulong)value)
    {
    }

    /// <summary>All 128 bits as one number, for arithmetic with prefixes.</summary>
    public UInt128 Value => new(High, Low);

    /// <summary>True for an IPv4 address.</summary>
    public bool IsIPv4 => High == 0 && Low >> 32 == 0xffffUL;

    /// <summary>An IPv4 address from its 4 bytes as a big-endian number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IpAddress FromIPv4(uint address) => new(0, 0xffff_0000_0000UL | address);

    /// <summary>An IPv6 address from exactly 16 bytes in network order.</summary>
    public static IpAddress FromIPv6(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..16]));

    /// <summary>Writes all 16 bytes in network order; IPv4 with its prefix of 12 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="destination"/> is shorter.</exception>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Low);
    }

    /// <summary>Orders by number: all IPv4 addresses lie together.</summary>
    public int CompareTo(IpAddress other)
    {
        int high = High.CompareTo(other.High);
        return high != 0 ? high : Low.CompareTo(other.Low);
    }
}
