namespace Weir.Wire.Netlink;

/// <summary>Times as queue disciplines count them: ticks of 64 nanoseconds (net/pkt_sched.h, PSCHED_SHIFT; <c>/proc/net/psched</c> tells the same).</summary>
internal static class QueueTime
{
    private const ulong TickNanoseconds = 64;
    private const ulong SecondNanoseconds = 1_000_000_000;

    /// <summary>How long it takes to send bytes at a rate in bytes a second, at most what 32 bits hold.</summary>
    public static uint OfBytes(uint bytes, ulong rate) => rate == 0 ? uint.MaxValue : Narrow((UInt128)bytes * SecondNanoseconds / rate / TickNanoseconds);

    /// <summary>How many bytes pass in a time at a rate in bytes a second, to the nearest, at most what 32 bits hold.</summary>
    public static uint ToBytes(uint ticks, ulong rate) => Narrow((((UInt128)ticks * TickNanoseconds * rate) + (SecondNanoseconds / 2)) / SecondNanoseconds);

    /// <summary>A duration, at most what 32 bits hold.</summary>
    public static uint Of(TimeSpan time) => Narrow((UInt128)Nanoseconds(time) / TickNanoseconds);

    /// <summary>Ticks as a duration.</summary>
    public static TimeSpan ToTime(uint ticks) => TimeSpan.FromTicks((long)(ticks * TickNanoseconds / 100));

    /// <summary>A duration in nanoseconds, as netem's fields of 64 bits take it.</summary>
    public static ulong Nanoseconds(TimeSpan time) => (ulong)Math.Max(0, time.Ticks) * 100;

    private static uint Narrow(UInt128 value) => value > uint.MaxValue ? uint.MaxValue : (uint)value;
}
