using System.Data;
using System.Data.Common;
using System.Globalization;

namespace Weir.Databases;

/// <summary>One connection to a server, and what is written over it. Used by one caller at a time. A fault of the server or of the way there comes as a <see cref="DbException"/>; the session is then of no use any more.</summary>
internal abstract class DatabaseSession(DbConnection connection, IDatabaseDialect dialect, DatabaseAddress address) : IAsyncDisposable
{
    /// <summary>Rows that one statement takes away: some hundred milliseconds.</summary>
    private const int ClearRows = 10_000;

    /// <summary>Seconds for an index over rows that are there already, some ten millions.</summary>
    private const int IndexSeconds = 600;

    private readonly HashSet<string> _prepared = new(StringComparer.Ordinal);

    /// <summary>How its SQL is written.</summary>
    protected IDatabaseDialect Dialect => dialect;

    /// <summary>Names and makes tables.</summary>
    protected DatabaseSchema Schema { get; } = new(dialect);

    /// <summary>Connects, and makes the tables that every database has.</summary>
    /// <exception cref="WeirException">A later version of Weir made the tables.</exception>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        await connection.OpenAsync(cancellation).ConfigureAwait(false);
        await ConfigureAsync(cancellation).ConfigureAwait(false);
        await ChangeSchemaAsync(async () =>
        {
            foreach (string sql in Schema.Fixed()) { await ExecuteAsync(sql, null, cancellation).ConfigureAwait(false); }
            if (await ScalarAsync($"SELECT MAX({dialect.Quote("version")}) FROM {dialect.Quote("weir_schema")}", cancellation).ConfigureAwait(false) is { } version)
            {
                int there = Convert.ToInt32(version, CultureInfo.InvariantCulture);
                if (there > DatabaseSchema.Version) { throw new WeirException($"{address}: its tables were made by a later version of Weir (schema {there}, this one knows {DatabaseSchema.Version})"); }
            }
            else
            {
                await ExecuteAsync($"INSERT INTO {dialect.Quote("weir_schema")} VALUES ({DatabaseSchema.Version})", null, cancellation).ConfigureAwait(false);
            }
        }, cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes the line of a run that begins or goes on.</summary>
    /// <exception cref="WeirException">Another machine has a run of this name.</exception>
    public async Task BeginRunAsync(DatabaseRun run, long now, CancellationToken cancellation)
    {
        HashSet<string> hosts = await TextsAsync($"SELECT {dialect.Quote("host")} FROM {dialect.Quote("runs")} WHERE {dialect.Quote("run")} = @run", cancellation, ("@run", run.Name)).ConfigureAwait(false);
        if (!run.Replaces && hosts.Count > 0 && !hosts.Contains(run.Host)) { throw new WeirException($"{address}: has a run {run.Name} of the machine {hosts.First()}: give this one another name (--as), or begin it again"); }
        await ExecuteAsync($"INSERT INTO {dialect.Quote("runs")} VALUES (@run, @command, @host, @now, NULL, 'open') {OnConflict(["run"], ["command", "host", "begin_ns", "end_ns", "state"])}", null, cancellation,
            ("@run", run.Name), ("@command", run.Command), ("@host", run.Host), ("@now", now)).ConfigureAwait(false);
    }

    /// <summary>Says that all rows of a run are there.</summary>
    public Task EndRunAsync(DatabaseRun run, long now, CancellationToken cancellation) =>
        ExecuteAsync($"UPDATE {dialect.Quote("runs")} SET {dialect.Quote("end_ns")} = @now, {dialect.Quote("state")} = 'complete' WHERE {dialect.Quote("run")} = @run", null, cancellation, ("@run", run.Name), ("@now", now));

    /// <summary>Makes a table and its indices where they are not there.</summary>
    /// <exception cref="WeirException">A table of this name is there and is not Weir's.</exception>
    public async Task PrepareAsync(RecordTable table, CancellationToken cancellation)
    {
        if (_prepared.Contains(table.Name)) { return; }
        await ChangeSchemaAsync(async () =>
        {
            HashSet<string> there = await ColumnsAsync(Schema.NameOf(table.Name), cancellation).ConfigureAwait(false);
            if (there.Count == 0) { await ExecuteAsync(Schema.Create(table), null, cancellation).ConfigureAwait(false); }
            else if (DatabaseSchema.Keys.Concat(table.Columns.Select(column => column.Name)).FirstOrDefault(column => !there.Contains(column)) is { } missing)
            {
                throw new WeirException($"{address}: has a table '{table.Name}' that is not Weir's (it has no column '{missing}'): name a database of its own");
            }

            // A connection that broke behind the table's making left it without them.
            HashSet<string> indices = await IndicesAsync(Schema.NameOf(table.Name), cancellation).ConfigureAwait(false);
            foreach ((string name, string sql) in Schema.Indices(table))
            {
                if (!indices.Contains(name)) { await MakeIndexAsync(sql, cancellation).ConfigureAwait(false); }
            }
        }, cancellation).ConfigureAwait(false);
        _prepared.Add(table.Name);
    }

    /// <summary>Takes away all rows that a run has in a table, in pieces: all of a big run in one statement takes longer than a statement may, and then none would ever go. Each piece that went is told and stays so.</summary>
    public async Task ClearAsync(RecordTable table, string run, Action progress, CancellationToken cancellation)
    {
        string sql = dialect.DeleteSome(Schema.Table(table.Name), $"{dialect.Quote("run")} = @run", ClearRows);
        int gone;
        do
        {
            gone = await ExecuteAsync(sql, null, cancellation, ("@run", run)).ConfigureAwait(false);
            progress();
        }
        while (gone > 0);
    }

    /// <summary>Puts groups of rows in place of what stands there, in one transaction: who reads sees all of it or nothing. Twice is the same as once.</summary>
    public async Task ReplaceAsync(string run, IReadOnlyList<RowGroup> groups, CancellationToken cancellation)
    {
        // One order for all writers, so that two of them do not wait for each other.
        ILookup<RecordTable, RowGroup> tables = groups.ToLookup(group => group.Table);
        foreach (IGrouping<RecordTable, RowGroup> table in tables) { await PrepareAsync(table.Key, cancellation).ConfigureAwait(false); }
        DbTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            foreach (IGrouping<RecordTable, RowGroup> table in tables.OrderBy(one => one.Key.Name, StringComparer.Ordinal))
            {
                RowGroup[] ordered = [.. table.OrderBy(group => Convert.ToHexString(group.Key), StringComparer.Ordinal)];
                await ReplaceAsync(run, table.Key, ordered, transaction, cancellation).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Makes or renews a view. Gives nothing when it is there, else why it is not: something else has the name, the right is missing, somebody holds what it needs.</summary>
    public async Task<DbException?> TryMakeViewAsync(string name, string select, CancellationToken cancellation)
    {
        try
        {
            await ExecuteAsync($"CREATE OR REPLACE VIEW {dialect.Quote(name)} AS {select}", null, cancellation).ConfigureAwait(false);
            return null;
        }
        catch (DbException fault) when (connection.State == ConnectionState.Open)
        {
            return fault;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Says what the connection needs.</summary>
    protected abstract Task ConfigureAsync(CancellationToken cancellation);

    /// <summary>Carries out a change of the schema while no other session does the same. Where the server can, all of it or nothing is done.</summary>
    protected abstract Task ChangeSchemaAsync(Func<Task> change, CancellationToken cancellation);

    /// <summary>The end of an INSERT that changes <paramref name="columns"/> where the key is there already.</summary>
    protected abstract string OnConflict(IReadOnlyList<string> keys, IReadOnlyList<string> columns);

    /// <summary>Puts groups of one table in place of what stands there.</summary>
    protected abstract Task ReplaceAsync(string run, RecordTable table, IReadOnlyList<RowGroup> groups, DbTransaction transaction, CancellationToken cancellation);

    /// <summary>Names of the columns of a table; empty when it is not there.</summary>
    protected abstract Task<HashSet<string>> ColumnsAsync(string table, CancellationToken cancellation);

    /// <summary>Names of the indices of a table.</summary>
    protected abstract Task<HashSet<string>> IndicesAsync(string table, CancellationToken cancellation);

    /// <summary>Carries out one statement; gives how many rows it changed.</summary>
    protected async Task<int> ExecuteAsync(string sql, DbTransaction? transaction, CancellationToken cancellation, params (string Name, object Value)[] values)
    {
        DbCommand command = CommandOf(sql, transaction, values);
        await using (command.ConfigureAwait(false)) { return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false); }
    }

    /// <summary>The first column of all rows that a query gives.</summary>
    protected async Task<HashSet<string>> TextsAsync(string sql, CancellationToken cancellation, params (string Name, object Value)[] values)
    {
        var texts = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        DbCommand command = CommandOf(sql, null, values);
        await using (command.ConfigureAwait(false))
        {
            DbDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) { texts.Add(reader.GetString(0)); }
            }
        }

        return texts;
    }

    private async Task MakeIndexAsync(string sql, CancellationToken cancellation)
    {
        DbCommand command = CommandOf(sql, null, []);
        command.CommandTimeout = IndexSeconds;
        await using (command.ConfigureAwait(false)) { await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false); }
    }

    /// <summary>The first value of the first row that a query gives; null where there is none.</summary>
    protected async Task<object?> ScalarAsync(string sql, CancellationToken cancellation)
    {
        DbCommand command = CommandOf(sql, null, []);
        await using (command.ConfigureAwait(false)) { return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is { } value and not DBNull ? value : null; }
    }

    private DbCommand CommandOf(string sql, DbTransaction? transaction, (string Name, object Value)[] values)
    {
        DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Names are quoted by the dialect, values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Transaction = transaction;
        foreach ((string name, object value) in values)
        {
            DbParameter parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
