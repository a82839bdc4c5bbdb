namespace Weir.Databases;

/// <summary>A table of which a database is to get all rows, and how far that has come. Used by one thread at a time.</summary>
internal sealed class DueTable(RecordTable table)
{
    /// <summary>The table.</summary>
    public RecordTable Table => table;

    /// <summary>The last group that the database has, in the order of <see cref="RecordTable.Group"/>; null before the first.</summary>
    public RecordValue[]? After { get; set; }
}
