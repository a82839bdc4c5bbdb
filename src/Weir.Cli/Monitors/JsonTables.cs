using System.Text.Json;
using Weir.Cli.Output;
using Weir.Monitors;

namespace Weir.Cli.Monitors;

/// <summary>
/// Prints each row that comes or changes as one JSON object a line: the table, then the columns. Rows of a group stand in place of those of the same group before. The balance, which changes with each frame, is
/// printed when all is over. With <paramref name="tables"/> only those are printed.
/// </summary>
internal sealed class JsonTables(CommandContext context, IReadOnlyCollection<string> tables) : ITableStore, ITableSink, IDisposable
{
    private readonly KeptTables _balance = new();
    private readonly List<RecordTable> _balances = [];
    private readonly Lock _gate = new(); // standard output during a change
    private readonly JsonOutput _lines = JsonOutput.Lines(context);

    /// <inheritdoc/>
    public void Change(Action<ITableSink> change)
    {
        lock (_gate)
        {
            change(this);
            context.Flush();
        }
    }

    /// <inheritdoc/>
    public void Accept(in Record record)
    {
        if (IsBalance(record.Table)) { _balance.Accept(in record); }
        else if (tables.Count == 0 || tables.Contains(record.Table.Name) || tables.Contains("all")) { Print(record.Table, record.Values.ToArray()); }
    }

    /// <summary>Prints the balance.</summary>
    public void Complete()
    {
        foreach (RecordTable table in _balances)
        {
            foreach (RecordValue[] row in _balance.Rows(table).Rows) { Print(table, row); }
        }

        context.Flush();
    }

    /// <inheritdoc/>
    public void Clear(RecordTable table, ReadOnlySpan<RecordValue> group)
    {
        if (!IsBalance(table)) { return; }
        if (!_balances.Contains(table)) { _balances.Add(table); }
        _balance.Clear(table, group);
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private static bool IsBalance(RecordTable table) => table.Name == WaypointRecords.Table.Name || table.Name == MonitorTables.Monitors.Name;

    private void Print(RecordTable table, RecordValue[] values) => _lines.Line((Table: table, Values: values), static (json, row) =>
    {
        json.WriteStartObject();
        json.WriteString("table", row.Table.Name);
        for (int i = 0; i < row.Values.Length; i++)
        {
            RecordValue value = row.Values[i];
            json.WritePropertyName(row.Table.Columns[i].Name);
            switch (value.Kind)
            {
                case RecordValueKind.Integer: json.WriteNumberValue(value.Integer); break;
                case RecordValueKind.Real: json.WriteNumberValue(value.Real); break;
                case RecordValueKind.Text: json.WriteStringValue(value.Text); break;
                default: json.WriteNullValue(); break;
            }
        }

        json.WriteEndObject();
    });
}
