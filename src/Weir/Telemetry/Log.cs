namespace Weir.Telemetry;

/// <summary>
/// Every line that Weir logs: a method a line, a file of this type a room. What may only be seen while somebody looks stands here; what a user must be told is a result, an event of a run, or an exception.
/// Nothing is computed while the level of a line is off.
/// </summary>
internal static partial class Log
{
    /// <summary>How many numbers each room has.</summary>
    public const int NumbersPerRoom = 100;

    /// <summary>The first number of the lines of each room; a number is never given to another line.</summary>
    public static IReadOnlyDictionary<string, int> Rooms { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["Consensus"] = 100,
        ["Decoding"] = 200,
        ["Monitors"] = 300,
        ["Running"] = 400,
        ["Lab"] = 500,
        ["Programs"] = 600,
    };
}
