using System.Text.Json;
using Weir.Cli.Output;

namespace Weir.Cli.Monitors;

/// <summary>Prints each row that comes or changes as one JSON object a line: the table, then the columns. Rows of a group stand in place of those of the same group before.</summary>
internal sealed class JsonTables(CommandContext context) : ITableStore, ITableSink, IDisposable
{
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
    public void Accept(in Record record) => _lines.Line((record.Table, Values: record.Values.ToArray()), static (json, row) =>
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

    /// <inheritdoc/>
    public void Clear(RecordTable table, ReadOnlySpan<RecordValue> group) { }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();
}
