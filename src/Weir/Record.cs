namespace Weir;

/// <summary>One row for a store. A view: the values are valid during the call only.</summary>
/// <param name="table">The table, which names the columns.</param>
/// <param name="values">One value a column, in the order of the table's columns.</param>
public readonly ref struct Record(RecordTable table, ReadOnlySpan<RecordValue> values)
{
    /// <summary>The table.</summary>
    public RecordTable Table { get; } = table;

    /// <summary>One value a column, in the order of <see cref="RecordTable.Columns"/>.</summary>
    public ReadOnlySpan<RecordValue> Values { get; } = values;
}
