using System.Globalization;

namespace Weir.Running;

/// <summary>Moments as a record writes them: <c>2026-11-25T21:47:54.512034Z</c>.</summary>
internal static class RecordTime
{
    /// <summary>Writes a moment.</summary>
    public static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads one; null when it is none.</summary>
    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset moment) ? moment : null;
}
