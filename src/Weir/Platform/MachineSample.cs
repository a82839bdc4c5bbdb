using System.Globalization;

namespace Weir.Platform;

/// <summary>What the machine's processors did since it was started, read at one moment. Times are in seconds, over all processors together.</summary>
/// <param name="Total">All time that passed.</param>
/// <param name="Idle">Time without work, waiting for disks included.</param>
/// <param name="Steal">Time in which the hypervisor ran somebody else while this machine had work.</param>
/// <param name="Waiting">Wall-clock time in which at least one task had to wait for a processor (pressure stall information); null where the kernel does not tell.</param>
internal readonly record struct MachineSample(double Total, double Idle, double Steal, double? Waiting)
{
    // USER_HZ is 100 on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Reads the counters now.</summary>
    public static MachineSample Read()
    {
        string[] fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        double total = 0;
        // guest and guest_nice (fields 9 and 10) are counted in user and nice already.
        for (int i = 1; i <= 8 && i < fields.Length; i++) { total += Ticks(fields[i]); }
        return new MachineSample(total, Ticks(fields[4]) + Ticks(fields[5]), fields.Length > 8 ? Ticks(fields[8]) : 0, ReadWaiting());
    }

    private static double Ticks(string field) => double.Parse(field, CultureInfo.InvariantCulture) / TicksPerSecond;

    private static double? ReadWaiting()
    {
        const string Pressure = "/proc/pressure/cpu";
        if (!File.Exists(Pressure)) { return null; }
        try
        {
            string line = File.ReadLines(Pressure).First();
            int at = line.IndexOf("total=", StringComparison.Ordinal);
            return at < 0 ? null : double.Parse(line.AsSpan(at + 6), CultureInfo.InvariantCulture) / 1e6;
        }
        catch (IOException)
        {
            // The file is there, but the kernel was started without the accounting (psi=0).
            return null;
        }
    }
}
