using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Weir;

/// <summary>
/// Reads and writes values with their units, as people write them: <c>10 ms</c>, <c>0.1 %</c>, and for <see cref="DataRate"/> and <see cref="DataSize"/> theirs. The space may be left out.
/// A number without its unit is a mistake, zero as well: nobody can know whether 10 means bits or bytes, milliseconds or seconds.
/// </summary>
public static class UnitText
{
    private static readonly UnitTable s_durations = new("a duration", "10 ms",
    [
        new("ns", 1), new("us", 1_000, "µs", "μs"), new("ms", 1_000_000), new("s", 1_000_000_000, "sec", "second", "seconds"),
        new("min", 60_000_000_000, "minute", "minutes"), new("h", 3_600_000_000_000, "hour", "hours"), new("d", 86_400_000_000_000, "day", "days"),
    ], [new("m", "min for minutes or ms for milliseconds")]);

    private static readonly UnitTable s_fractions = new("a share", "0.1 %", [new("%", 10_000, "percent"), new("‰", 1_000), new("ppm", 1)], []);

    /// <summary>Reads a duration: <c>250 us</c>, <c>10 ms</c>, <c>1.5 s</c>, <c>2 min</c>, <c>1 h</c>, <c>1 d</c>. It is rounded to 100 ns; what would round to nothing is a mistake.</summary>
    public static bool TryParseDuration(string? text, out TimeSpan value, [NotNullWhen(false)] out UnitMistake? mistake)
    {
        value = default;
        if (!s_durations.TryRead(text, out decimal nanoseconds, out mistake)) { return false; }
        decimal ticks = Math.Round(nanoseconds / 100);
        if (ticks == 0 && nanoseconds != 0) { mistake = new($"'{text}' is too short", "the shortest duration is 100 ns"); return false; }
        if (ticks > long.MaxValue) { mistake = new($"'{text}' is too long", "the longest duration is 29,000 years"); return false; }
        value = new TimeSpan((long)ticks);
        return true;
    }

    /// <summary>Reads a share between 0 % and 100 %, as a number from 0 to 1: <c>0.1 %</c>, <c>2 ‰</c>, <c>100 ppm</c>.</summary>
    public static bool TryParseShare(string? text, out double value, [NotNullWhen(false)] out UnitMistake? mistake)
    {
        value = 0;
        if (!s_fractions.TryRead(text, out decimal millionths, out mistake)) { return false; }
        if (millionths > 1_000_000) { mistake = new($"'{text}' is more than all", "a share lies between 0 % and 100 %"); return false; }
        value = (double)(millionths / 1_000_000);
        return true;
    }

    /// <summary>Reads a duration, or throws a <see cref="WeirException"/> with the mistake and its hint.</summary>
    public static TimeSpan ParseDuration(string? text) => TryParseDuration(text, out TimeSpan value, out UnitMistake? mistake) ? value : throw new WeirException(mistake.ToString());

    /// <summary>Reads a share as a number from 0 to 1, or throws a <see cref="WeirException"/> with the mistake and its hint.</summary>
    public static double ParseShare(string? text) => TryParseShare(text, out double value, out UnitMistake? mistake) ? value : throw new WeirException(mistake.ToString());

    /// <summary>Writes a duration without loss in the largest unit that keeps it short: <c>1.5 s</c>, <c>10 ms</c>, <c>0 s</c>.</summary>
    public static string Format(TimeSpan value) => s_durations.Format(value.Ticks * 100m, ["d", "h", "min", "s", "ms", "us", "ns"], value.Ticks == 0 ? "s" : "ns");

    /// <summary>Writes a share from 0 to 1 as per cent: <c>0.1 %</c>.</summary>
    public static string FormatShare(double value) => string.Create(CultureInfo.InvariantCulture, $"{(decimal)value * 100:0.##########} %");
}
