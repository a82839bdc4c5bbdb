namespace Weir;

/// <summary>A kind of rows that can be kept: its name, what a row is, its columns.</summary>
/// <param name="Name">Lower case with underscores.</param>
/// <param name="Summary">What one row is, in a sentence.</param>
/// <param name="Columns">The columns in order.</param>
public sealed record RecordTable(string Name, string Summary, IReadOnlyList<RecordColumn> Columns)
{
    /// <summary>Columns by which rows are looked up, each a comma-separated list: a store may make an index for each after the rows are in.</summary>
    public IReadOnlyList<string> Indices { get; init; } = [];

    /// <summary>Columns whose values say which rows belong together: where a table changes, these are replaced together. Empty: all rows.</summary>
    public IReadOnlyList<string> Group { get; init; } = [];
}
