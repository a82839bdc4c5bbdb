using System.Data.Common;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Weir.Databases.Kinds;

/// <summary>Writes to PostgreSQL: the rows that groups had are taken away, and those that they have now are copied in binary form into their place.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection, IDatabaseDialect dialect, DatabaseAddress address) : DatabaseSession(connection, dialect, address)
{
    /// <summary>The advisory lock under which tables are made: the letters WEIR.</summary>
    private const int SchemaLock = 0x57454952;

    /// <inheritdoc/>
    // What is there already is told as a notice each time.
    protected override Task ConfigureAsync(CancellationToken cancellation) => ExecuteAsync("SET client_min_messages = warning", null, cancellation);

    /// <inheritdoc/>
    protected override async Task ChangeSchemaAsync(Func<Task> change, CancellationToken cancellation)
    {
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // The lock belongs to the transaction: with it goes the lock. Every statement of the session is in it.
            await ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_xact_lock({SchemaLock})"), transaction, cancellation).ConfigureAwait(false);
            await change().ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override string OnConflict(IReadOnlyList<string> keys, IReadOnlyList<string> columns) =>
        $"ON CONFLICT ({string.Join(", ", keys.Select(Dialect.Quote))}) DO UPDATE SET {string.Join(", ", columns.Select(Dialect.Quote).Select(column => $"{column} = EXCLUDED.{column}"))}";

    /// <inheritdoc/>
    protected override Task<HashSet<string>> ColumnsAsync(string table, CancellationToken cancellation) =>
        TextsAsync("SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = @table", cancellation, ("@table", table));

    /// <inheritdoc/>
    protected override Task<HashSet<string>> IndicesAsync(string table, CancellationToken cancellation) =>
        TextsAsync("SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND tablename = @table", cancellation, ("@table", table));

    /// <inheritdoc/>
    protected override async Task ReplaceAsync(string run, RecordTable table, IReadOnlyList<RowGroup> groups, DbTransaction transaction, CancellationToken cancellation)
    {
        await ExecuteAsync($"DELETE FROM {Schema.Table(table.Name)} WHERE run = @run AND row_group = ANY(@keys)", transaction, cancellation,
            ("@run", run), ("@keys", groups.Select(group => new Guid(group.Key, bigEndian: true)).ToArray())).ConfigureAwait(false);
        await CopyAsync($"COPY {Schema.Table(table.Name)} ({string.Join(", ", Schema.Columns(table))}) FROM STDIN (FORMAT BINARY)", run, table, groups, cancellation).ConfigureAwait(false);
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
}
