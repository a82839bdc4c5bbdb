using System.Globalization;

namespace Weir.Databases.Kinds;

/// <summary>The SQL of MariaDB and MySQL.</summary>
internal sealed class MariaDbDialect : IDatabaseDialect
{
    /// <inheritdoc/>
    public int LongestName => 64;

    /// <inheritdoc/>
    public string RunType => "VARCHAR(128)";

    /// <inheritdoc/>
    public string GroupType => "BINARY(16)";

    /// <inheritdoc/>
    // Text is compared by its characters, as SQLite and PostgreSQL do, not by a language's rules.
    public string TableSuffix => " ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

    /// <inheritdoc/>
    public string TypeOf(RecordValueKind kind) => kind switch
    {
        RecordValueKind.Integer => "BIGINT",
        RecordValueKind.Real => "DOUBLE",
        _ => "LONGTEXT",
    };

    /// <inheritdoc/>
    public string Quote(string name) => "`" + name.Replace("`", "``", StringComparison.Ordinal) + "`";

    /// <inheritdoc/>
    public string IndexColumn(RecordColumn column) => column.Kind == RecordValueKind.Text ? $"{Quote(column.Name)}(64)" : Quote(column.Name);

    /// <inheritdoc/>
    public string DeleteSome(string table, string condition, int rows) => string.Create(CultureInfo.InvariantCulture, $"DELETE FROM {table} WHERE {condition} LIMIT {rows}");

    /// <inheritdoc/>
    public string WholeNumber(string expression) => $"CAST({expression} AS SIGNED)";
}
