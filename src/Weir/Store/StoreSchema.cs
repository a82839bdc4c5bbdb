using System.Text;

namespace Weir.Store;

/// <summary>How tables of records become tables of SQLite (docs/formats/store.md).</summary>
internal static class StoreSchema
{
    /// <summary><c>PRAGMA application_id</c> of a Weir store: the letters WEIR.</summary>
    public const int ApplicationId = 0x57454952;

    /// <summary><c>PRAGMA user_version</c>: grows by one whenever a table changes.</summary>
    public const int Version = 1;

    public static string Create(RecordTable table)
    {
        var sql = new StringBuilder("CREATE TABLE ").Append(Quote(table.Name)).Append(" (");
        for (int i = 0; i < table.Columns.Count; i++)
        {
            if (i > 0) { sql.Append(", "); }
            sql.Append(Quote(table.Columns[i].Name)).Append(' ').Append(TypeOf(table.Columns[i].Kind));
        }

        return sql.Append(") STRICT").ToString();
    }

    public static string Insert(RecordTable table)
    {
        var sql = new StringBuilder("INSERT INTO ").Append(Quote(table.Name)).Append(" VALUES (");
        for (int i = 0; i < table.Columns.Count; i++)
        {
            sql.Append(i > 0 ? ", ?" : "?").Append(i + 1);
        }

        return sql.Append(')').ToString();
    }

    /// <summary>Deletes the rows of a group; all rows of a table without one.</summary>
    public static string Delete(RecordTable table)
    {
        string sql = "DELETE FROM " + Quote(table.Name);
        return table.Group.Count == 0 ? sql : sql + " WHERE " + string.Join(" AND ", table.Group.Select((column, i) => $"{Quote(column)} IS ?{i + 1}"));
    }

    public static string Index(RecordTable table, string columns)
    {
        string name = table.Name + "_by_" + columns.Replace(",", "_", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return $"CREATE INDEX {Quote(name)} ON {Quote(table.Name)} ({string.Join(", ", columns.Split(',', StringSplitOptions.TrimEntries).Select(Quote))})";
    }

    public static string Quote(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    public static string TypeOf(RecordValueKind kind) => kind switch
    {
        RecordValueKind.Integer => "INTEGER",
        RecordValueKind.Real => "REAL",
        _ => "TEXT",
    };
}
