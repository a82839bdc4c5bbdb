using System.Data.Common;
using System.Globalization;
using System.Text;
using MySqlConnector;

namespace Weir.Databases.Kinds;

/// <summary>Writes to MariaDB or MySQL: rows of a batch in one INSERT, which changes those that are there already.</summary>
internal sealed class MariaDbSession(MySqlConnection connection, IDatabaseDialect dialect, DatabaseAddress address) : DatabaseSession(connection, dialect, address)
{
    /// <summary>Values of one statement.</summary>
    private const int MaxValues = 8_000;

    /// <summary>Characters of one statement, well below what a server takes at once by default (16 MiB).</summary>
    private const int MaxCharacters = 1 << 20;

    /// <summary>Groups whose further rows are taken away by one statement.</summary>
    private const int MaxGroups = 500;

    /// <summary>Seconds for which another session's making of tables is waited for: less than a statement may take.</summary>
    private const int LockSeconds = 20;

    /// <inheritdoc/>
    protected override Task ConfigureAsync(CancellationToken cancellation) => ExecuteAsync("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'", null, cancellation);

    /// <inheritdoc/>
    protected override async Task ChangeSchemaAsync(Func<Task> change, CancellationToken cancellation)
    {
        // 1: it is ours; 0: it was not to be had in time; nothing: the server gave up waiting.
        object? got = await ScalarAsync(string.Create(CultureInfo.InvariantCulture, $"SELECT GET_LOCK('weir_schema', {LockSeconds})"), cancellation).ConfigureAwait(false);
        if (got is null || Convert.ToInt64(got, CultureInfo.InvariantCulture) != 1) { throw new TimeoutException("another session is making tables and does not end"); }
        await change().ConfigureAwait(false);
        await ExecuteAsync("DO RELEASE_LOCK('weir_schema')", null, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override string OnConflict(IReadOnlyList<string> keys, IReadOnlyList<string> columns) => "ON DUPLICATE KEY UPDATE " + string.Join(", ", columns.Select(Dialect.Quote).Select(column => $"{column} = VALUES({column})"));

    /// <inheritdoc/>
    protected override Task<HashSet<string>> ColumnsAsync(string table, CancellationToken cancellation) =>
        TextsAsync("SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = @table", cancellation, ("@table", table));

    /// <inheritdoc/>
    protected override Task<HashSet<string>> IndicesAsync(string table, CancellationToken cancellation) =>
        TextsAsync("SELECT DISTINCT index_name FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = @table", cancellation, ("@table", table));

    /// <inheritdoc/>
    protected override async Task ReplaceAsync(string run, RecordTable table, IReadOnlyList<RowGroup> groups, DbTransaction transaction, CancellationToken cancellation)
    {
        var tx = (MySqlTransaction)transaction;
        await UpsertAsync(run, table, groups, tx, cancellation).ConfigureAwait(false);
        foreach (RowGroup[] some in groups.Chunk(MaxGroups)) { await TrimAsync(run, table, some, tx, cancellation).ConfigureAwait(false); }
    }

    private async Task UpsertAsync(string run, RecordTable table, IReadOnlyList<RowGroup> groups, MySqlTransaction transaction, CancellationToken cancellation)
    {
        int width = DatabaseSchema.Keys.Count + table.Columns.Count;
        string head = $"INSERT INTO {Schema.Table(table.Name)} ({string.Join(", ", Schema.Columns(table))}) VALUES ";
        string tail = " " + OnConflict(DatabaseSchema.Keys, [.. table.Columns.Select(column => column.Name)]);
        string row = "(" + string.Join(",", Enumerable.Repeat("?", width)) + ")";
        var sql = new StringBuilder(head);
        var command = new MySqlCommand(connection, transaction);
        await using (command.ConfigureAwait(false))
        {
            int characters = 0;
            foreach (RowGroup group in groups)
            {
                for (int place = 0; place < group.Rows.Count; place++)
                {
                    if (command.Parameters.Count > 0) { sql.Append(','); }
                    sql.Append(row);
                    command.Parameters.Add(new MySqlParameter { Value = run });
                    command.Parameters.Add(new MySqlParameter { Value = group.Key });
                    command.Parameters.Add(new MySqlParameter { Value = place });
                    foreach (RecordValue value in group.Rows[place])
                    {
                        command.Parameters.Add(new MySqlParameter { Value = DatabaseText.ValueOf(in value) });
                        characters += value.Text?.Length ?? 0;
                    }

                    if (command.Parameters.Count + width > MaxValues || characters > MaxCharacters) { await FlushAsync().ConfigureAwait(false); }
                }
            }

            await FlushAsync().ConfigureAwait(false);

            async Task FlushAsync()
            {
                if (command.Parameters.Count == 0) { return; }
#pragma warning disable CA2100 // Names are quoted, values are parameters.
                command.CommandText = sql.Append(tail).ToString();
#pragma warning restore CA2100
                await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
                command.Parameters.Clear();
                sql.Clear().Append(head);
                characters = 0;
            }
        }
    }

    // Rows that the groups had once and have no more.
    private async Task TrimAsync(string run, RecordTable table, RowGroup[] groups, MySqlTransaction transaction, CancellationToken cancellation)
    {
        string each = $"({Dialect.Quote("row_group")} = ? AND {Dialect.Quote("row_place")} >= ?)";
        var command = new MySqlCommand(connection, transaction);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new MySqlParameter { Value = run });
            foreach (RowGroup group in groups)
            {
                command.Parameters.Add(new MySqlParameter { Value = group.Key });
                command.Parameters.Add(new MySqlParameter { Value = group.Rows.Count });
            }

#pragma warning disable CA2100 // Names are quoted, values are parameters.
            command.CommandText = $"DELETE FROM {Schema.Table(table.Name)} WHERE {Dialect.Quote("run")} = ? AND ({string.Join(" OR ", Enumerable.Repeat(each, groups.Length))})";
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }
}
