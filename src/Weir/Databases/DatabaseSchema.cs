using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Weir.Databases;

/// <summary>How tables of records become tables of a server that keeps many runs (docs/formats/store.md): before the columns stand the run, the group of the row and its place in it, which together are the key.</summary>
internal sealed class DatabaseSchema(IDatabaseDialect dialect)
{
    /// <summary>Grows by one whenever a table changes.</summary>
    public const int Version = 1;

    /// <summary>The columns before those of the record.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["run", "row_group", "row_place"];

    /// <summary>The name of a table; one that is too long for the server is cut, with a number made of it.</summary>
    public string NameOf(string table)
    {
        if (Encoding.UTF8.GetByteCount(table) <= dialect.LongestName) { return table; }
        string mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(table)))[..8];
        int length = table.Length;
        while (Encoding.UTF8.GetByteCount(table.AsSpan(0, length)) > dialect.LongestName - 9) { length--; }
        return $"{table[..length]}_{mark}";
    }

    /// <summary>The quoted name of a table.</summary>
    public string Table(string table) => dialect.Quote(NameOf(table));

    /// <summary>The quoted columns, the key's first.</summary>
    public IEnumerable<string> Columns(RecordTable table) => Keys.Concat(table.Columns.Select(column => column.Name)).Select(dialect.Quote);

    /// <summary>Makes a table where it is not there.</summary>
    public string Create(RecordTable table)
    {
        var sql = new StringBuilder($"CREATE TABLE IF NOT EXISTS {Table(table.Name)} ({dialect.Quote("run")} {dialect.RunType} NOT NULL, {dialect.Quote("row_group")} {dialect.GroupType} NOT NULL, {dialect.Quote("row_place")} INTEGER NOT NULL");
        foreach (RecordColumn column in table.Columns) { sql.Append(CultureInfo.InvariantCulture, $", {dialect.Quote(column.Name)} {dialect.TypeOf(column.Kind)} NULL"); }
        return sql.Append(CultureInfo.InvariantCulture, $", PRIMARY KEY ({string.Join(", ", Keys.Select(dialect.Quote))})){dialect.TableSuffix}").ToString();
    }

    /// <summary>The indices by which its rows are looked up: by the group's columns in each run, and what the table asks for itself.</summary>
    public IEnumerable<(string Name, string Sql)> Indices(RecordTable table)
    {
        foreach (string columns in table.Indices.Append(string.Join(", ", table.Group)).Where(one => one.Length > 0).Distinct(StringComparer.Ordinal))
        {
            string[] names = columns.Split(',', StringSplitOptions.TrimEntries);
            string name = NameOf($"{table.Name}_by_{string.Join('_', names)}");
            yield return (name, $"CREATE INDEX {dialect.Quote(name)} ON {Table(table.Name)} ({dialect.Quote("run")}, {string.Join(", ", names.Select(one => dialect.IndexColumn(table.Columns.First(column => column.Name == one))))})");
        }
    }

    /// <summary>The table of the version, and that of the runs.</summary>
    public IEnumerable<string> Fixed()
    {
        yield return $"CREATE TABLE IF NOT EXISTS {dialect.Quote("weir_schema")} ({dialect.Quote("version")} INTEGER NOT NULL PRIMARY KEY){dialect.TableSuffix}";
        yield return $"CREATE TABLE IF NOT EXISTS {dialect.Quote("runs")} ({dialect.Quote("run")} {dialect.RunType} NOT NULL PRIMARY KEY, {dialect.Quote("command")} {dialect.TypeOf(RecordValueKind.Text)} NULL, {dialect.Quote("host")} {dialect.TypeOf(RecordValueKind.Text)} NULL, "
            + $"{dialect.Quote("begin_ns")} BIGINT NULL, {dialect.Quote("end_ns")} BIGINT NULL, {dialect.Quote("state")} {dialect.TypeOf(RecordValueKind.Text)} NULL){dialect.TableSuffix}";
    }
}
