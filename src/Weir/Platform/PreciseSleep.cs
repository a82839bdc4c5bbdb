using System.Runtime.InteropServices;

namespace Weir.Platform;

/// <summary>Sleeping until a point of the machine's monotonic clock, which <see cref="MachineClock"/> reads in nanoseconds; microseconds late on an idle machine, where timers of the runtime are a millisecond late.</summary>
internal static partial class PreciseSleep
{
    private const int MonotonicClock = 1, Absolute = 1, SetTimerSlack = 29, Interrupted = 4;

    /// <summary>Asks the kernel not to put wake-ups of the calling thread together with others (which makes them up to 50 microseconds late).</summary>
    public static void SharpenThisThread() => _ = ThreadControl(SetTimerSlack, 1, 0, 0, 0);

    /// <summary>Blocks the calling thread until the time has come; at once when it has passed.</summary>
    /// <param name="nanoseconds">The time, as <c>MachineClock.Instance.GetTimestamp()</c> counts it.</param>
    public static void Until(long nanoseconds)
    {
        if (nanoseconds <= 0) { return; }
        var time = new TimePoint { Seconds = nanoseconds / 1_000_000_000, Nanoseconds = nanoseconds % 1_000_000_000 };
        while (Sleep(MonotonicClock, Absolute, in time, 0) == Interrupted) { }
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int Sleep(int clock, int flags, in TimePoint time, nint remaining);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ThreadControl(int option, nuint first, nuint second, nuint third, nuint fourth);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimePoint
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
