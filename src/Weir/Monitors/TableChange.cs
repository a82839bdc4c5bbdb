namespace Weir.Monitors;

/// <summary>A change of tables that is kept until it can be made: rows that go and rows that come, in their order.</summary>
internal sealed class TableChange : ITableSink
{
    private readonly List<(RecordTable Table, RecordValue[] Values, bool IsClear)> _steps = [];

    /// <inheritdoc/>
    public void Accept(in Record record) => _steps.Add((record.Table, record.Values.ToArray(), false));

    /// <inheritdoc/>
    public void Clear(RecordTable table, ReadOnlySpan<RecordValue> group) => _steps.Add((table, group.ToArray(), true));

    /// <summary>Makes the change.</summary>
    public void Apply(ITableSink tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        foreach ((RecordTable table, RecordValue[] values, bool isClear) in _steps)
        {
            if (isClear) { tables.Clear(table, values); }
            else { tables.Accept(new Record(table, values)); }
        }
    }
}
