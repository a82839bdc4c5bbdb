using System.Globalization;

namespace Weir.Cli.Output;

/// <summary>How values are written for people. Machines get plain numbers.</summary>
internal static class Format
{
    /// <summary>A point in time, from nanoseconds since 1970-01-01 UTC: <c>2024-05-17T09:12:44.123456789Z</c>.</summary>
    public static string Time(long nanoseconds)
    {
        long seconds = Math.DivRem(nanoseconds, 1_000_000_000, out long rest);
        if (rest < 0) { (seconds, rest) = (seconds - 1, rest + 1_000_000_000); }
        return string.Create(CultureInfo.InvariantCulture, $"{DateTime.UnixEpoch.AddSeconds(seconds):yyyy-MM-dd'T'HH:mm:ss}.{rest:D9}Z");
    }

    /// <summary>Nanoseconds as seconds with six places: <c>12.345678</c>.</summary>
    public static string Seconds(long nanoseconds) => (nanoseconds / 1e9).ToString("F6", CultureInfo.InvariantCulture);

    /// <summary>Nanoseconds since 1970-01-01 UTC as seconds with nine places: <c>1715937164.123456789</c>.</summary>
    public static string Epoch(long nanoseconds) => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1_000_000_000}.{Math.Abs(nanoseconds % 1_000_000_000):D9}");

    /// <summary>Bytes with a binary unit: <c>512 B</c>, <c>1.5 KiB</c>, <c>20 MiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        double value = bytes;
        int unit = 0;
        while (Math.Abs(value) >= 1024 && unit < units.Length - 1) { (value, unit) = (value / 1024, unit + 1); }
        return unit == 0 ? $"{bytes} B" : string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {units[unit]}");
    }
}
