using System.Globalization;
using SQLitePCL;

namespace Weir.Store;

/// <content>Rows as values, group by group, for handing them on to another store.</content>
public sealed partial class StoreReader
{
    private readonly Dictionary<RecordTable, sqlite3_stmt> _groups = new(ReferenceEqualityComparer.Instance);

    /// <summary>Runs <paramref name="read"/> on one state of the store: changes that come meanwhile are not seen.</summary>
    internal T Snapshot<T>(Func<T> read)
    {
        Check(raw.sqlite3_exec(_connection.Handle, "BEGIN"));
        try
        {
            return read();
        }
        finally
        {
            Check(raw.sqlite3_exec(_connection.Handle, "COMMIT"));
        }
    }

    /// <summary>The rows of one group of a table in order; none when the table is not there.</summary>
    internal List<RecordValue[]> RowsOf(RecordTable table, ReadOnlySpan<RecordValue> group)
    {
        var rows = new List<RecordValue[]>();
        if (!_groups.TryGetValue(table, out sqlite3_stmt? query))
        {
            string where = table.Group.Count == 0 ? "" : " WHERE " + string.Join(" AND ", table.Group.Select((column, i) => $"{StoreSchema.Quote(column)} IS ?{i + 1}"));
            if (!HasTable(table.Name)) { return rows; }
            Check(raw.sqlite3_prepare_v2(_connection.Handle, $"SELECT {ColumnsOf(table)} FROM {StoreSchema.Quote(table.Name)}{where} ORDER BY rowid", out query));
            _groups.Add(table, query);
        }

        Bind(query, group);
        while (Step(query)) { rows.Add(RowOf(query, table.Columns.Count)); }
        raw.sqlite3_reset(query);
        return rows;
    }

    /// <summary>The groups of a table with their rows, one after the other in the order of the group's columns: those behind <paramref name="after"/>, or all.</summary>
    internal IEnumerable<(RecordValue[] Group, List<RecordValue[]> Rows)> GroupsOf(RecordTable table, RecordValue[]? after = null)
    {
        // Without columns that tell groups apart, all rows are one group.
        if (!HasTable(table.Name) || after is { Length: 0 }) { yield break; }
        string order = string.Concat(table.Group.Select(column => StoreSchema.Quote(column) + ", "));
        Check(raw.sqlite3_prepare_v2(_connection.Handle, $"SELECT {ColumnsOf(table)} FROM {StoreSchema.Quote(table.Name)}{(after is null ? "" : " WHERE " + Behind(table, after))} ORDER BY {order}rowid", out sqlite3_stmt query));
        using (query)
        {
            Bind(query, after);
            int[] places = [.. table.Group.Select(name => table.Columns.Select(column => column.Name).ToList().IndexOf(name))];
            RecordValue[]? group = null;
            List<RecordValue[]> rows = [];
            while (Step(query))
            {
                RecordValue[] row = RowOf(query, table.Columns.Count);
                RecordValue[] own = [.. places.Select(place => row[place])];
                if (group is not null && !group.AsSpan().SequenceEqual(own))
                {
                    yield return (group, rows);
                    rows = [];
                }

                group = own;
                rows.Add(row);
            }

            if (group is not null) { yield return (group, rows); }
        }
    }

    // As SQLite sorts: nothing comes first. A comparison of rows can use the index by the group, but with nothing in it it holds for no row.
    private static string Behind(RecordTable table, RecordValue[] after)
    {
        string[] columns = [.. table.Group.Select(StoreSchema.Quote)];
        if (after.All(value => value.Kind != RecordValueKind.Null)) { return $"({string.Join(", ", columns)}) > ({string.Join(", ", columns.Select((_, i) => Place(i)))})"; }
        return string.Join(" OR ", columns.Select((column, i) =>
            $"({string.Concat(columns.Take(i).Select((equal, k) => $"{equal} IS {Place(k)} AND "))}{column} {(after[i].Kind == RecordValueKind.Null ? "IS NOT NULL" : $"> {Place(i)}")})"));
        static string Place(int i) => string.Create(CultureInfo.InvariantCulture, $"?{i + 1}");
    }

    private void Bind(sqlite3_stmt query, ReadOnlySpan<RecordValue> values)
    {
        // The last one may not be asked for: behind nothing is what is something.
        int count = Math.Min(values.Length, raw.sqlite3_bind_parameter_count(query));
        for (int i = 0; i < count; i++)
        {
            Check(values[i].Kind switch
            {
                RecordValueKind.Integer => raw.sqlite3_bind_int64(query, i + 1, values[i].Integer),
                RecordValueKind.Real => raw.sqlite3_bind_double(query, i + 1, values[i].Real),
                RecordValueKind.Text => SqliteText.Bind(query, i + 1, values[i].Text!),
                _ => raw.sqlite3_bind_null(query, i + 1),
            });
        }
    }

    private static string ColumnsOf(RecordTable table) => string.Join(", ", table.Columns.Select(column => StoreSchema.Quote(column.Name)));

    private bool HasTable(string name)
    {
        Check(raw.sqlite3_prepare_v2(_connection.Handle, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1", out sqlite3_stmt query));
        using (query)
        {
            Check(raw.sqlite3_bind_text(query, 1, name));
            return Step(query);
        }
    }

    private static RecordValue[] RowOf(sqlite3_stmt query, int columns)
    {
        var row = new RecordValue[columns];
        for (int i = 0; i < columns; i++)
        {
            row[i] = raw.sqlite3_column_type(query, i) switch
            {
                raw.SQLITE_INTEGER => RecordValue.Of(raw.sqlite3_column_int64(query, i)),
                raw.SQLITE_FLOAT => RecordValue.Of(raw.sqlite3_column_double(query, i)),
                raw.SQLITE_NULL => RecordValue.Null,
                _ => RecordValue.Of(SqliteText.Read(query, i)),
            };
        }

        return row;
    }
}
