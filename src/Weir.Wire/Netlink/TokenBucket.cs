using System.Runtime.InteropServices;

namespace Weir.Wire.Netlink;

/// <summary>
/// A limit of the rate (<c>tbf</c>; linux/pkt_sched.h, struct tc_tbf_qopt): a frame leaves when the bucket holds as many bytes, and the bucket fills at the rate. Large segments that do not fit into the bucket are
/// cut by the kernel into those of the wire; other frames that do not are dropped.
/// </summary>
/// <param name="Rate">Bytes a second, Ethernet header included.</param>
/// <param name="Burst">Bytes that the bucket holds. Filling it must take less than 4.29 seconds: the kernel counts that time in 32 bits of nanoseconds.</param>
/// <param name="Limit">Bytes that wait at most, in a queue of its own; 0 where another discipline is put below. Where one that counts packets was put there: packets.</param>
public sealed record TokenBucket(ulong Rate, uint Burst, uint Limit) : QueueOptions
{
    internal const string Name = "tbf";

    // struct tc_tbf_qopt: two struct tc_ratespec (cell log, link layer, overhead, cell alignment, smallest packet, rate), then limit, buffer and mtu.
    private const int RateSize = 12;
    private const int Size = (2 * RateSize) + 12;
    private const int LimitAt = 2 * RateSize;
    private const int BufferAt = LimitAt + 4;
    private const byte Ethernet = 1;
    private const ushort ParametersType = 1;
    private const ushort Rate64Type = 4;
    private const ushort BurstType = 6;

    /// <inheritdoc/>
    public override string Kind => Name;

    internal override void Write(NetlinkWriter writer)
    {
        Span<byte> parameters = writer.Reserve(ParametersType, Size);
        // With the link layer said, the kernel computes times by itself and wants no table of them.
        parameters[1] = Ethernet;
        MemoryMarshal.Write(parameters[8..], Rate32(Rate));
        MemoryMarshal.Write(parameters[LimitAt..], Limit);
        MemoryMarshal.Write(parameters[BufferAt..], QueueTime.OfBytes(Burst, Rate));
        writer.UInt32(BurstType, Burst);
        if (Rate > uint.MaxValue) { writer.UInt64(Rate64Type, Rate); }
    }

    internal static TokenBucket? Read(NetlinkAttributes attributes)
    {
        if (!attributes.TryFind(ParametersType, out NetlinkAttribute found) || found.Value.Length < Size) { return null; }
        ReadOnlySpan<byte> parameters = found.Value;
        ulong rate = attributes.TryFind(Rate64Type, out NetlinkAttribute wide) && wide.Value.Length >= sizeof(ulong) ? wide.UInt64 : MemoryMarshal.Read<uint>(parameters[8..]);
        uint burst = attributes.TryFind(BurstType, out NetlinkAttribute bytes) ? bytes.UInt32 : QueueTime.ToBytes(MemoryMarshal.Read<uint>(parameters[BufferAt..]), rate);
        return new TokenBucket(rate, burst, MemoryMarshal.Read<uint>(parameters[LimitAt..]));
    }

    /// <summary>The field of 32 bits for a rate; all ones where the rate of 64 bits stands beside it.</summary>
    internal static uint Rate32(ulong rate) => (uint)Math.Min(rate, uint.MaxValue);
}
