namespace Weir.Cli.Monitors;

/// <summary>Keeps the same tables twice: for the screen and in a file.</summary>
internal sealed class TwoStores(ITableStore first, ITableStore second) : ITableStore
{
    /// <inheritdoc/>
    public void Change(Action<ITableSink> change) => first.Change(one => second.Change(other => change(new Sink(one, other))));

    private sealed class Sink(ITableSink first, ITableSink second) : ITableSink
    {
        public void Accept(in Record record)
        {
            first.Accept(in record);
            second.Accept(in record);
        }

        public void Clear(RecordTable table, ReadOnlySpan<RecordValue> group)
        {
            first.Clear(table, group);
            second.Clear(table, group);
        }
    }
}
