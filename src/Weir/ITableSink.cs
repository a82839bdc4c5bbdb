namespace Weir;

/// <summary>Takes rows that may change: those of a group are taken away, and the ones that come next stand in their place.</summary>
public interface ITableSink : IRecordSink
{
    /// <summary>
    /// Takes away the rows of a table whose columns <see cref="RecordTable.Group"/> have the values of <paramref name="group"/>, one each; all rows of a table without a group. Makes the table when it is not there.
    /// </summary>
    void Clear(RecordTable table, ReadOnlySpan<RecordValue> group);
}
