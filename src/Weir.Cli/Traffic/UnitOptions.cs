using System.CommandLine;

namespace Weir.Cli.Traffic;

/// <summary>Options with units, as the verbs that make traffic take them: the same words and forms as in a lab file.</summary>
internal static class UnitOptions
{
    /// <summary><c>--rate</c>.</summary>
    public static Option<string?> Rate() => new("--rate") { Description = "Bits a second, such as '5 Mbit/s'; as fast as it goes when not given", HelpName = "RATE" };

    /// <summary><c>--time</c>.</summary>
    public static Option<string?> Time(string description) => new("--time") { Description = description, HelpName = "DURATION" };

    /// <summary><c>--interval</c>.</summary>
    public static Option<string?> Interval(string description) => new("--interval") { Description = description, HelpName = "DURATION" };

    /// <summary><c>--size</c>.</summary>
    public static Option<string?> Size(string description) => new("--size") { Description = description, HelpName = "SIZE" };

    /// <summary>A duration, or null.</summary>
    /// <exception cref="WeirException">It has no unit or is none.</exception>
    public static TimeSpan? Duration(string? text) => text is null ? null : UnitText.ParseDuration(text);

    /// <summary>A rate, or null.</summary>
    /// <exception cref="WeirException">It has no unit or is none.</exception>
    public static DataRate? Rate(string? text) => text is null ? null : DataRate.Parse(text);

    /// <summary>A size in bytes, or null. A bare number is a number of bytes.</summary>
    /// <exception cref="WeirException">It is none.</exception>
    public static long? Bytes(string? text) => text is null ? null : long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out long bytes) && bytes >= 0 ? bytes : DataSize.Parse(text).Bytes;
}
