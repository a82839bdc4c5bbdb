using System.Globalization;
using Weir.Platform;

namespace Weir.Capabilities.Kinds;

/// <summary>How exactly a thread is woken.</summary>
internal sealed class TimersCapability() : Capability("timers", "delays and rates of the engine and the times of a replay are as exact as the wake-ups of their threads", "give the machine idle processors; in a virtual machine give it processors of its own")
{
    private const int Sleeps = 50;
    private const long Nanoseconds = 1_000_000;
    private const double LateMicroseconds = 500;

    /// <inheritdoc/>
    protected override Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        double[] late = new double[Sleeps];
        var thread = new Thread(() =>
        {
            PreciseSleep.SharpenThisThread();
            for (int i = 0; i < Sleeps; i++)
            {
                long due = MachineClock.Instance.GetTimestamp() + Nanoseconds;
                PreciseSleep.Until(due);
                late[i] = (MachineClock.Instance.GetTimestamp() - due) / 1000.0;
            }
        }) { IsBackground = true, Name = "weir timer trial" };
        thread.Start();
        thread.Join();
        Array.Sort(late);
        (double median, double high) = (late[Sleeps / 2], late[Sleeps * 9 / 10]);
        string found = string.Create(CultureInfo.InvariantCulture, $"sleeps of 1 ms ended {median:0} microseconds late (median), {high:0} (90 %)");
        return Task.FromResult(high > LateMicroseconds ? CapabilityFinding.Limited(found) : CapabilityFinding.Yes(found));
    }
}
