using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Weir.Wire.Frames;

/// <summary>The checksum of IPv4, ICMP, TCP and UDP: the ones' complement of the ones' complement sum of 16-bit words (RFC 1071).</summary>
public static class InternetChecksum
{
    /// <summary>The checksum of <paramref name="bytes"/>; an odd last byte is followed by a zero (RFC 1071 1). Over bytes that hold their right checksum the result is 0.</summary>
    public static ushort Compute(ReadOnlySpan<byte> bytes) => (ushort)~Fold(Sum(bytes));

    /// <summary>The checksum of a transport segment under its pseudo-header (RFC 9293 3.1, RFC 8200 8.1). Over a segment that holds its right checksum the result is 0.</summary>
    /// <param name="source">Source address.</param>
    /// <param name="destination">Destination address, of the same version.</param>
    /// <param name="protocol">Transport protocol.</param>
    /// <param name="segment">Transport header and data.</param>
    public static ushort Compute(IpAddress source, IpAddress destination, byte protocol, ReadOnlySpan<byte> segment) =>
        (ushort)~Fold(PseudoHeader(source, destination, protocol, segment.Length) + Sum(segment));

    /// <summary>The folded, not complemented sum over the pseudo-header: what a host with checksum offload leaves in the field.</summary>
    /// <param name="source">Source address.</param>
    /// <param name="destination">Destination address, of the same version.</param>
    /// <param name="protocol">Transport protocol.</param>
    /// <param name="length">Length of transport header and data, in bytes.</param>
    public static ushort ComputePartial(IpAddress source, IpAddress destination, byte protocol, int length) =>
        Fold(PseudoHeader(source, destination, protocol, length));

    /// <summary>
    /// Judges the checksum of a TCP, UDP, ICMPv6 or ICMP segment. <paramref name="segment"/> must be whole; a sum over the pseudo-header only is
    /// <see cref="ChecksumVerdict.Partial"/>, with the segment's own length or, in super-packets, with length 0.
    /// </summary>
    public static ChecksumVerdict Verify(IpAddress source, IpAddress destination, byte protocol, ReadOnlySpan<byte> segment)
    {
        int at = protocol switch { IpProtocols.Tcp => 16, IpProtocols.Udp => 6, IpProtocols.Icmp or IpProtocols.IcmpV6 => 2, _ => int.MaxValue - 2 };
        if (segment.Length < at + 2) { return ChecksumVerdict.Unknown; }
        ushort field = BinaryPrimitives.ReadUInt16BigEndian(segment[at..]);
        if (protocol == IpProtocols.Udp && field == 0) { return ChecksumVerdict.Absent; }
        if (protocol == IpProtocols.Icmp) { return Compute(segment) == 0 ? ChecksumVerdict.Right : ChecksumVerdict.Wrong; }
        if (Compute(source, destination, protocol, segment) == 0) { return ChecksumVerdict.Right; }
        return field == ComputePartial(source, destination, protocol, segment.Length) || field == ComputePartial(source, destination, protocol, 0)
            ? ChecksumVerdict.Partial
            : ChecksumVerdict.Wrong;
    }

    /// <summary>The checksum after a 16-bit word under it changed: HC' = ~(~HC + ~m + m') (RFC 1624 3, equation 3).</summary>
    public static ushort Update(ushort checksum, ushort before, ushort after) =>
        (ushort)~Fold((ulong)(ushort)~checksum + (ushort)~before + after);

    /// <summary>The checksum after a 32-bit value under it, at an even offset, changed (RFC 1624 3).</summary>
    public static ushort Update(ushort checksum, uint before, uint after) =>
        Update(Update(checksum, (ushort)(before >> 16), (ushort)(after >> 16)), (ushort)before, (ushort)after);

    private static ulong PseudoHeader(IpAddress source, IpAddress destination, byte protocol, int length)
    {
        ulong sum = (ulong)(uint)length + protocol;
        return source.IsIPv4
            ? sum + (uint)source.Low + (uint)destination.Low
            : sum + Words(source.High) + Words(source.Low) + Words(destination.High) + Words(destination.Low);
    }

    private static ulong Words(ulong value) => (uint)value + (value >> 32);

    /// <summary>Adds big-endian words. Summing in the machine's order and swapping the folded result gives the same (RFC 1071 2B), so eight bytes go at a time.</summary>
    private static ulong Sum(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        ReadOnlySpan<ulong> longs = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong value in longs)
        {
            sum += value;
            if (sum < value) { sum++; }
        }

        ulong last = 0;
        ReadOnlySpan<byte> tail = bytes[(longs.Length * 8)..];
        for (int i = 0; i < tail.Length; i++) { last |= (ulong)tail[i] << (BitConverter.IsLittleEndian ? 8 * i : 56 - (8 * i)); }
        sum += last;
        if (sum < last) { sum++; }
        ushort folded = Fold(sum);
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(folded) : folded;
    }

    private static ushort Fold(ulong sum)
    {
        sum = (sum & 0xffffffff) + (sum >> 32);
        sum = (sum & 0xffff) + (sum >> 16);
        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)((sum & 0xffff) + (sum >> 16));
    }
}
