using System.Globalization;

namespace Weir.Cli.Output;

/// <summary>
/// An aligned table of text. Numbers stand on the right, everything else on the left; there are two spaces between columns and none at the end of a line. On a terminal the head is bold; elsewhere the
/// output is plain.
/// </summary>
internal sealed class TextTable
{
    private readonly string[] _heads;
    private readonly bool[] _right;
    private readonly List<string[]> _rows = [];
    private readonly List<Func<string, string>?> _styles = [];

    /// <summary>Makes a table. A head that begins with <c>&gt;</c> makes its column stand on the right.</summary>
    public TextTable(params ReadOnlySpan<string> heads)
    {
        _heads = new string[heads.Length];
        _right = new bool[heads.Length];
        for (int i = 0; i < heads.Length; i++)
        {
            _right[i] = heads[i].StartsWith('>');
            _heads[i] = _right[i] ? heads[i][1..] : heads[i];
        }
    }

    /// <summary>Rows so far.</summary>
    public int Count => _rows.Count;

    /// <summary>Adds a row; missing cells stay empty.</summary>
    public void Add(params ReadOnlySpan<string> cells) => AddStyled(null, cells);

    /// <summary>Adds a row that is painted by <paramref name="style"/> (a method of <see cref="Paint"/>).</summary>
    public void AddStyled(Func<string, string>? style, params ReadOnlySpan<string> cells)
    {
        if (cells.Length > _heads.Length) { throw new ArgumentException($"{cells.Length} cells for {_heads.Length} columns", nameof(cells)); }
        string[] row = new string[_heads.Length];
        Array.Fill(row, "");
        cells.CopyTo(row);
        _rows.Add(row);
        _styles.Add(style);
    }

    /// <summary>A whole number as a cell, without separators, so that other programs can read it.</summary>
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes the table.</summary>
    public void Write(CommandContext context)
    {
        int[] widths = Array.ConvertAll(_heads, h => h.Length);
        foreach (string[] row in _rows)
        {
            for (int i = 0; i < widths.Length; i++) { widths[i] = Math.Max(widths[i], row[i].Length); }
        }

        Paint paint = context.Paint;
        WriteRow(context.Out, _heads, widths, paint.Allowed ? paint.Bold : null);
        for (int i = 0; i < _rows.Count; i++) { WriteRow(context.Out, _rows[i], widths, paint.Allowed ? _styles[i] : null); }
    }

    private void WriteRow(TextWriter writer, string[] row, int[] widths, Func<string, string>? style)
    {
        int last = row.Length - 1;
        while (last > 0 && row[last].Length == 0) { last--; }
        for (int i = 0; i <= last; i++)
        {
            string text = row[i];
            string blank = new(' ', widths[i] - text.Length);
            string shown = style is null ? text : style(text);
            if (_right[i])
            {
                writer.Write(blank);
                writer.Write(shown);
            }
            else
            {
                writer.Write(shown);
                if (i < last) { writer.Write(blank); }
            }

            if (i < last) { writer.Write("  "); }
        }

        writer.WriteLine();
    }
}
