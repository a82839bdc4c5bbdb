using System.Runtime.InteropServices;

namespace Weir.Wire.Netlink;

/// <summary>Counters of an interface since it was made, from its own side (linux/if_link.h, struct rtnl_link_stats64).</summary>
/// <param name="ReceivedPackets">Frames that came in.</param>
/// <param name="SentPackets">Frames that went out.</param>
/// <param name="ReceivedBytes">Bytes that came in, without the frame check sequence.</param>
/// <param name="SentBytes">Bytes that went out.</param>
/// <param name="ReceiveErrors">Frames that came in damaged.</param>
/// <param name="SendErrors">Frames that could not be sent.</param>
/// <param name="ReceiveDropped">Frames that came in whole and were thrown away.</param>
/// <param name="SendDropped">Frames that were thrown away on their way out.</param>
/// <param name="Multicast">Multicast frames that came in.</param>
/// <param name="Collisions">Collisions.</param>
public readonly record struct LinkStatistics(
    ulong ReceivedPackets, ulong SentPackets, ulong ReceivedBytes, ulong SentBytes, ulong ReceiveErrors,
    ulong SendErrors, ulong ReceiveDropped, ulong SendDropped, ulong Multicast, ulong Collisions)
{
    private const int Fields = 10;

    /// <summary>Reads the first ten counters; false when the value is shorter. Kernels add counters at the end.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, out LinkStatistics statistics)
    {
        statistics = default;
        if (value.Length < Fields * sizeof(ulong)) { return false; }
        Span<ulong> counters = stackalloc ulong[Fields];
        value[..(Fields * sizeof(ulong))].CopyTo(MemoryMarshal.AsBytes(counters));
        statistics = new LinkStatistics(counters[0], counters[1], counters[2], counters[3], counters[4], counters[5], counters[6], counters[7], counters[8], counters[9]);
        return true;
    }
}
