namespace Weir.Monitors;

/// <summary>Puts the tables of one monitor beside those of others: each gets the monitor's name before its own. A monitor without a name stands alone, and keeps the names.</summary>
internal sealed class NamedTables(string monitor)
{
    private readonly Dictionary<RecordTable, RecordTable> _named = new(ReferenceEqualityComparer.Instance);

    /// <summary>The table under its name in the store.</summary>
    public RecordTable Of(RecordTable table)
    {
        if (_named.TryGetValue(table, out RecordTable? named)) { return named; }
        named = table with { Name = MonitorTables.NameOf(monitor, table.Name) };
        _named.Add(table, named);
        return named;
    }

    /// <summary>A sink that hands on to another one under these names.</summary>
    public ITableSink Into(ITableSink sink) => new Sink(this, sink);

    private sealed class Sink(NamedTables names, ITableSink sink) : ITableSink
    {
        public void Accept(in Record record) => sink.Accept(new Record(names.Of(record.Table), record.Values));

        public void Clear(RecordTable table, ReadOnlySpan<RecordValue> group) => sink.Clear(names.Of(table), group);
    }
}
