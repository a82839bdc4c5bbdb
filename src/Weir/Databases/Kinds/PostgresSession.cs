using System.Data.Common;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Weir.Databases.Kinds;

/// <summary>Writes to PostgreSQL: rows are copied in binary form into a table of the session, and from there into place, where they change those that are there already.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection, IDatabaseDialect dialect, DatabaseAddress address) : DatabaseSession(connection, dialect, address)
{
    /// <summary>The advisory lock under which tables are made: the letters WEIR.</summary>
    private const int SchemaLock = 0x57454952;

    private readonly Dictionary<string, string> _staging = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    // What is there already is told as a notice each time.
    protected override Task ConfigureAsync(CancellationToken cancellation) => ExecuteAsync("SET client_min_messages = warning", null, cancellation);

    /// <inheritdoc/>
    protected override async Task ChangeSchemaAsync(Func<Task> change, CancellationToken cancellation)
    {
        // The lock belongs to the session: with it goes the lock.
        await ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_lock({SchemaLock})"), null, cancellation).ConfigureAwait(false);
        await change().ConfigureAwait(false);
        await ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_unlock({SchemaLock})"), null, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override string OnConflict(IReadOnlyList<string> keys, IReadOnlyList<string> columns) =>
        $"ON CONFLICT ({string.Join(", ", keys.Select(Dialect.Quote))}) DO UPDATE SET {string.Join(", ", columns.Select(Dialect.Quote).Select(column => $"{column} = EXCLUDED.{column}"))}";

    /// <inheritdoc/>
    protected override Task<HashSet<string>> ColumnsAsync(string table, CancellationToken cancellation) =>
        TextsAsync("SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = @table", cancellation, ("@table", table));

    /// <inheritdoc/>
    protected override async Task ReplaceAsync(string run, RecordTable table, IReadOnlyList<RowGroup> groups, DbTransaction transaction, CancellationToken cancellation)
    {
        string columns = string.Join(", ", Schema.Columns(table));
        if (!_staging.TryGetValue(table.Name, out string? staging))
        {
            staging = string.Create(CultureInfo.InvariantCulture, $"weir_staging_{_staging.Count}");
            await ExecuteAsync($"CREATE TEMPORARY TABLE IF NOT EXISTS {staging} ON COMMIT DELETE ROWS AS SELECT {columns} FROM {Schema.Table(table.Name)} WITH NO DATA", transaction, cancellation).ConfigureAwait(false);
        }

        await CopyAsync($"COPY {staging} ({columns}) FROM STDIN (FORMAT BINARY)", run, table, groups, cancellation).ConfigureAwait(false);
        await ExecuteAsync($"INSERT INTO {Schema.Table(table.Name)} ({columns}) SELECT {columns} FROM {staging} {OnConflict(DatabaseSchema.Keys, [.. table.Columns.Select(column => column.Name)])}", transaction, cancellation).ConfigureAwait(false);
        await TrimAsync(run, table, groups, transaction, cancellation).ConfigureAwait(false);
        // Once the transaction that made it is over; before, a fault would take it away again.
        _staging[table.Name] = staging;
    }

    private async Task CopyAsync(string sql, string run, RecordTable table, IReadOnlyList<RowGroup> groups, CancellationToken cancellation)
    {
        NpgsqlDbType[] types = [.. table.Columns.Select(column => column.Kind switch { RecordValueKind.Integer => NpgsqlDbType.Bigint, RecordValueKind.Real => NpgsqlDbType.Double, _ => NpgsqlDbType.Text })];
        NpgsqlBinaryImporter writer = await connection.BeginBinaryImportAsync(sql, cancellation).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            foreach (RowGroup group in groups)
            {
                var key = new Guid(group.Key, bigEndian: true);
                for (int place = 0; place < group.Rows.Count; place++)
                {
                    await writer.StartRowAsync(cancellation).ConfigureAwait(false);
                    await writer.WriteAsync(run, NpgsqlDbType.Text, cancellation).ConfigureAwait(false);
                    await writer.WriteAsync(key, NpgsqlDbType.Uuid, cancellation).ConfigureAwait(false);
                    await writer.WriteAsync(place, NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
                    RecordValue[] row = group.Rows[place];
                    for (int i = 0; i < row.Length; i++) { await WriteAsync(writer, row[i], types[i], cancellation).ConfigureAwait(false); }
                }
            }

            await writer.CompleteAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static Task WriteAsync(NpgsqlBinaryImporter writer, RecordValue value, NpgsqlDbType type, CancellationToken cancellation) => value.Kind switch
    {
        RecordValueKind.Integer => writer.WriteAsync(value.Integer, type, cancellation),
        RecordValueKind.Real => writer.WriteAsync(value.Real, type, cancellation),
        RecordValueKind.Text => writer.WriteAsync(DatabaseText.Clean(value.Text!), type, cancellation),
        _ => writer.WriteNullAsync(cancellation),
    };

    // Rows that the groups had once and have no more.
    private Task TrimAsync(string run, RecordTable table, IReadOnlyList<RowGroup> groups, DbTransaction transaction, CancellationToken cancellation) =>
        ExecuteAsync($"DELETE FROM {Schema.Table(table.Name)} AS t USING unnest(@keys, @counts) AS k (key, count) WHERE t.run = @run AND t.row_group = k.key AND t.row_place >= k.count", transaction, cancellation,
            ("@run", run), ("@keys", groups.Select(group => new Guid(group.Key, bigEndian: true)).ToArray()), ("@counts", groups.Select(group => group.Rows.Count).ToArray()));
}
