using System.Globalization;
using Weir.Declaration;
using Weir.Lab;

namespace Weir.Cli.Labs;

/// <summary>Prints the mistakes of a lab file, one line each.</summary>
internal static class MistakeLines
{
    /// <summary>The number in words: <c>1 mistake</c>.</summary>
    public static string Count(LabReading reading) => reading.MistakeCount == 1 ? "1 mistake" : string.Create(CultureInfo.InvariantCulture, $"{reading.MistakeCount} mistakes");

    /// <summary>Writes them, with a last line when there are more than are listed.</summary>
    public static void Write(TextWriter writer, LabReading reading)
    {
        foreach (Mistake mistake in reading.Mistakes)
        {
            writer.WriteLine($"{mistake.Place}: {mistake.Message}");
            if (mistake.Hint.Length > 0) { writer.WriteLine($"    {mistake.Hint}"); }
        }

        int more = reading.MistakeCount - reading.Mistakes.Count;
        if (more > 0) { writer.WriteLine($"... and {more} more"); }
    }
}
