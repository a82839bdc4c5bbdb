using System.Globalization;
using System.Text;
using Weir.Wire;

namespace Weir.Cli.Decoding;

/// <summary>The fields of one thing as text: chosen ones as columns, or a short summary of all.</summary>
internal sealed class TextFields(string[] columns) : IFieldVisitor
{
    /// <summary>Characters of a summary: what fits beside time and ends on a wide terminal.</summary>
    private const int SummaryLength = 160;

    /// <summary>Bytes of a field that a summary shows.</summary>
    private const int SummaryBytes = 8;

    private readonly StringBuilder[] _cells = Array.ConvertAll(columns, _ => new StringBuilder());
    private readonly Stack<int> _ends = [];
    private readonly StringBuilder _path = new();
    private readonly StringBuilder _summary = new();

    /// <summary>Begins with a new thing.</summary>
    public IFieldVisitor Begin()
    {
        foreach (StringBuilder cell in _cells) { cell.Clear(); }
        _ends.Clear();
        _path.Clear();
        _summary.Clear();
        return this;
    }

    /// <summary>The chosen columns, separated by tabs; several values of one field by commas.</summary>
    public string Row() => string.Join('\t', _cells.Select(cell => cell.ToString()));

    /// <summary><c>name=value</c> of the first fields.</summary>
    public string Summary() => _summary.Length <= SummaryLength ? _summary.ToString() : _summary.ToString(0, SummaryLength - 1) + "…";

    public void Begin(string name)
    {
        _ends.Push(_path.Length);
        if (_path.Length > 0) { _path.Append('.'); }
        _path.Append(name);
    }

    public void End() => _path.Length = _ends.Pop();

    public void Field(string name, string value) => Add(name, value, value);

    public void Field(string name, long value)
    {
        string text = value.ToString(CultureInfo.InvariantCulture);
        Add(name, text, text);
    }

    public void Field(string name, bool value) => Add(name, value ? "true" : "false", value ? "true" : "false");

    public void Field(string name, ReadOnlySpan<byte> value) =>
        Add(name, Convert.ToHexStringLower(value), value.Length <= SummaryBytes ? Convert.ToHexStringLower(value) : Convert.ToHexStringLower(value[..SummaryBytes]) + "…");

    private void Add(string name, string value, string brief)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            if (!Matches(columns[i], name)) { continue; }
            if (_cells[i].Length > 0) { _cells[i].Append(','); }
            _cells[i].Append(value.ReplaceLineEndings(" ").Replace('\t', ' '));
        }

        if (columns.Length > 0 || _summary.Length > SummaryLength) { return; }
        if (_summary.Length > 0) { _summary.Append(' '); }
        _summary.Append(name).Append('=').Append(brief.ReplaceLineEndings(" "));
    }

    private bool Matches(string column, string name)
    {
        int prefix = _path.Length == 0 ? 0 : _path.Length + 1;
        if (column.Length != prefix + name.Length || !column.EndsWith(name, StringComparison.Ordinal)) { return false; }
        for (int i = 0; i < _path.Length; i++)
        {
            if (_path[i] != column[i]) { return false; }
        }

        return prefix == 0 || column[prefix - 1] == '.';
    }
}
