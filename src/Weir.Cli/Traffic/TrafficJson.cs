using System.Text.Json;
using Weir.Traffic;

namespace Weir.Cli.Traffic;

/// <summary>How results of traffic write what several of them have. Times are microseconds, rates bits a second.</summary>
internal static class TrafficJson
{
    /// <summary>A histogram as an object with count, least, mean, median, 99th percentile and greatest value.</summary>
    public static void Write(Utf8JsonWriter json, string name, DurationHistogram durations)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count", durations.Count);
        if (durations.Count > 0)
        {
            json.WriteNumber("min", Microseconds(durations.Min));
            json.WriteNumber("mean", Microseconds((long)durations.Mean));
            json.WriteNumber("p50", Microseconds(durations.Percentile(0.5)));
            json.WriteNumber("p99", Microseconds(durations.Percentile(0.99)));
            json.WriteNumber("max", Microseconds(durations.Max));
        }

        json.WriteEndObject();
    }

    /// <summary>Nanoseconds as microseconds with one place.</summary>
    public static double Microseconds(long nanoseconds) => Math.Round(nanoseconds / 1e3, 1);
}
