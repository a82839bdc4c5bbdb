using System.Runtime.InteropServices;

namespace Weir.Switching;

/// <summary>Differences of the Internet checksum (RFC 1624), in the machine's byte order, in which the kernel takes them; the sum is the same in either order.</summary>
internal static class InternetSum
{
    /// <summary>By how much a sum changes when <paramref name="before"/> becomes <paramref name="after"/>; both have the same even length.</summary>
    public static uint Difference(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        ulong sum = 0;
        foreach (ushort one in MemoryMarshal.Cast<byte, ushort>(before)) { sum += (ushort)~one; }
        foreach (ushort one in MemoryMarshal.Cast<byte, ushort>(after)) { sum += one; }
        while (sum > ushort.MaxValue) { sum = (sum & ushort.MaxValue) + (sum >> 16); }
        return (uint)sum;
    }

    /// <summary>Corrects a checksum field; of one that has only the pseudo header's sum so far (<paramref name="open"/>) the sum itself stands there, not its complement.</summary>
    public static void Correct(Span<byte> field, uint difference, bool open)
    {
        ushort value = MemoryMarshal.Read<ushort>(field);
        uint sum = (open ? value : (ushort)~value) + difference;
        sum = (sum & 0xffff) + (sum >> 16);
        sum = (sum & 0xffff) + (sum >> 16);
        MemoryMarshal.Write(field, (ushort)(open ? sum : ~sum));
    }
}
