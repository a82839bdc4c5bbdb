using SQLitePCL;

namespace Weir.Store;

/// <content>Queries with rows as an answer.</content>
public sealed partial class StoreReader
{
    /// <summary>The columns of a table with the types that it was made with, in order.</summary>
    /// <exception cref="WeirException">There is no such table.</exception>
    internal IReadOnlyList<(string Name, string Type)> Columns(string table)
    {
        if (!Tables.Contains(table, StringComparer.Ordinal)) { throw new WeirException($"{_path}: no table {table}; there are: {string.Join(", ", Tables)}"); }
        var columns = new List<(string, string)>();
        foreach (object?[] row in Query($"SELECT name, type FROM pragma_table_info({StoreSchema.Quote(table).Replace('"', '\'')})", [], int.MaxValue, CancellationToken.None))
        {
            columns.Add((row[0] as string ?? "", row[1] as string ?? ""));
        }

        return columns;
    }

    /// <summary>
    /// The rows of a query, at most <paramref name="limit"/>: each value a <see cref="long"/>, a <see cref="double"/>, a text or null. <c>?1</c> and so on stand for <paramref name="arguments"/> (texts and whole numbers).
    /// After <paramref name="cancellation"/> the query is broken off, also in the middle of its work.
    /// </summary>
    /// <exception cref="WeirException">The query is not understood, or changes something.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal List<object?[]> Query(string query, IReadOnlyList<object> arguments, long limit, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Check(raw.sqlite3_prepare_v2(_connection.Handle, query, out sqlite3_stmt statement));
        using (statement)
        using (cancellation.Register(() => raw.sqlite3_interrupt(_connection.Handle)))
        {
            for (int i = 0; i < arguments.Count; i++)
            {
                Check(arguments[i] is string text ? SqliteText.Bind(statement, i + 1, text) : raw.sqlite3_bind_int64(statement, i + 1, Convert.ToInt64(arguments[i], System.Globalization.CultureInfo.InvariantCulture)));
            }

            var rows = new List<object?[]>();
            while (rows.Count < limit)
            {
                int step = raw.sqlite3_step(statement);
                cancellation.ThrowIfCancellationRequested();
                if (step == raw.SQLITE_DONE) { break; }
                if (step != raw.SQLITE_ROW) { Check(step); }
                rows.Add(Row(statement));
            }

            return rows;
        }
    }

    private static object?[] Row(sqlite3_stmt statement)
    {
        var row = new object?[raw.sqlite3_column_count(statement)];
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = raw.sqlite3_column_type(statement, i) switch
            {
                raw.SQLITE_INTEGER => raw.sqlite3_column_int64(statement, i),
                raw.SQLITE_FLOAT => raw.sqlite3_column_double(statement, i),
                raw.SQLITE_NULL => null,
                _ => SqliteText.Read(statement, i),
            };
        }

        return row;
    }
}
