using System.Globalization;

namespace Weir.Databases.Kinds;

/// <summary>The SQL of PostgreSQL.</summary>
internal sealed class PostgresDialect : IDatabaseDialect
{
    /// <inheritdoc/>
    public int LongestName => 63;

    /// <inheritdoc/>
    public string RunType => "TEXT";

    /// <inheritdoc/>
    public string GroupType => "UUID";

    /// <inheritdoc/>
    public string TableSuffix => "";

    /// <inheritdoc/>
    public string TypeOf(RecordValueKind kind) => kind switch
    {
        RecordValueKind.Integer => "BIGINT",
        RecordValueKind.Real => "DOUBLE PRECISION",
        _ => "TEXT",
    };

    /// <inheritdoc/>
    public string Quote(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    /// <inheritdoc/>
    // A text of any length can be stored; only its begin can be in an index.
    public string IndexColumn(RecordColumn column) => column.Kind == RecordValueKind.Text ? $"left({Quote(column.Name)}, 64)" : Quote(column.Name);

    /// <inheritdoc/>
    // As an array the places of the rows are looked up one by one; as a query they may be joined with the whole table.
    public string DeleteSome(string table, string condition, int rows) => string.Create(CultureInfo.InvariantCulture, $"DELETE FROM {table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {table} WHERE {condition} LIMIT {rows}))");

    /// <inheritdoc/>
    public string WholeNumber(string expression) => $"CAST({expression} AS BIGINT)";
}
