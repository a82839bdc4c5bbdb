using System.Globalization;

namespace Weir.Capabilities.Kinds;

/// <summary>The machine's clock.</summary>
internal sealed class ClockCapability() : Capability("clock", "the engine and the replayer read it for every packet, so a slow one lowers their rates", "boot with clocksource=tsc tsc=reliable, where the processor's counter can be trusted")
{
    private const string Source = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
    private const int Reads = 200_000;

    // A clock that is read without a call into the kernel takes tens of nanoseconds.
    private const double SlowNanoseconds = 300;

    /// <inheritdoc/>
    protected override Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        string name = File.Exists(Source) ? File.ReadAllText(Source).Trim() : "unknown";
        long begin = context.Time.GetTimestamp(), last = begin;
        bool backwards = false;
        for (int i = 0; i < Reads; i++)
        {
            long now = context.Time.GetTimestamp();
            backwards |= now < last;
            last = now;
        }

        double each = context.Time.GetElapsedTime(begin, last).TotalNanoseconds / Reads;
        string found = string.Create(CultureInfo.InvariantCulture, $"{name}, {each:0} ns a reading");
        return Task.FromResult(backwards ? CapabilityFinding.No($"{found}; it went backwards") : each > SlowNanoseconds ? CapabilityFinding.Limited(found) : CapabilityFinding.Yes(found));
    }
}
