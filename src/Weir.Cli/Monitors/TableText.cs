using System.Globalization;
using Weir.Cli.Output;

namespace Weir.Cli.Monitors;

/// <summary>Rows of any table as text for people: columns that hold nothing are left out, times are those of the day, long words are cut in their middle.</summary>
internal static class TableText
{
    private const int MaxWord = 24;
    private const int ShownEnd = 8;

    /// <summary>A value as plain text.</summary>
    public static string Of(in RecordValue value) => value.Kind switch
    {
        RecordValueKind.Integer => value.Integer.ToString(CultureInfo.InvariantCulture),
        RecordValueKind.Real => value.Real.ToString("0.###", CultureInfo.InvariantCulture),
        RecordValueKind.Text => value.Text!,
        _ => "",
    };

    /// <summary>Writes the last <paramref name="most"/> rows.</summary>
    public static void Write(CommandContext context, RecordTable table, IReadOnlyList<RecordValue[]> rows, int most)
    {
        if (rows.Count == 0)
        {
            context.Out.WriteLine($"no {table.Name.Replace('_', ' ')} yet");
            return;
        }

        int first = Math.Max(0, rows.Count - most);
        int[] shown = [.. Enumerable.Range(0, table.Columns.Count).Where(column => rows.Skip(first).Any(row => row[column].Kind != RecordValueKind.Null))];
        var text = new TextTable([.. shown.Select(column => Head(table.Columns[column]))]);
        for (int i = first; i < rows.Count; i++) { text.Add([.. shown.Select(column => Cell(table.Columns[column], rows[i][column]))]); }
        text.Write(context);
    }

    private static string Head(RecordColumn column)
    {
        string name = IsTime(column) ? column.Name[..^3] : column.Name;
        return (column.Kind != RecordValueKind.Text && !IsTime(column) ? ">" : "") + name.Replace('_', ' ');
    }

    private static string Cell(RecordColumn column, in RecordValue value)
    {
        if (IsTime(column) && value.Kind == RecordValueKind.Integer) { return Format.Time(value.Integer)[11..23]; }
        string text = Of(value);
        return text.Length <= MaxWord || text.Contains(' ', StringComparison.Ordinal) ? text : $"{text[..(MaxWord - ShownEnd - 1)]}…{text[^ShownEnd..]}";
    }

    private static bool IsTime(RecordColumn column) => column.Name.EndsWith("_ns", StringComparison.Ordinal);
}
