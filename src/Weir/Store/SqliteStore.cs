using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Weir.Store;

/// <summary>
/// Keeps records in an SQLite file, one table for each <see cref="RecordTable"/> that a record names. Rows are written in transactions of <see cref="StoreOptions.BatchRows"/>;
/// indices are made by <see cref="Complete"/>. Used by one thread at a time; other processes may read what is committed.
/// </summary>
public sealed class SqliteStore : IRecordSink, IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly StoreOptions _options;
    private readonly Dictionary<RecordTable, sqlite3_stmt> _inserts = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, RecordTable> _tables = new(StringComparer.Ordinal);
    private readonly string _path;
    private int _inBatch;
    private bool _completed;

    private SqliteStore(string path, SqliteConnection connection, StoreOptions options)
    {
        _path = path;
        _connection = connection;
        _options = options;
    }

    /// <summary>Rows written.</summary>
    public long Written { get; private set; }

    /// <summary>Rows that were not written because <see cref="StoreOptions.MaxRows"/> was reached. Written and skipped together are all rows that came.</summary>
    public long Skipped { get; private set; }

    /// <summary>Makes a store. A Weir store that is there already is replaced; another file never is.</summary>
    /// <exception cref="WeirException">The file cannot be made, or is there and no Weir store.</exception>
    public static SqliteStore Create(string path, StoreOptions? options = null)
    {
        SqliteFile.Initialize();
        if (File.Exists(path))
        {
            if (new FileInfo(path).Length > 0 && !SqliteFile.IsStore(path)) { throw new WeirException($"{path}: is there already and no Weir store; it is left as it is"); }
            Guard(path, () =>
            {
                File.Delete(path);
                File.Delete(path + "-journal");
            });
        }

        SqliteConnection connection = SqliteFile.Open(path, SqliteOpenMode.ReadWriteCreate);
        var store = new SqliteStore(path, connection, options ?? new StoreOptions());
        try
        {
            store.Execute($"PRAGMA application_id = {StoreSchema.ApplicationId}");
            store.Execute($"PRAGMA user_version = {StoreSchema.Version}");
            store.Execute("PRAGMA synchronous = NORMAL");
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Makes an empty table, so that it is there even when no record comes for it.</summary>
    /// <exception cref="WeirException">The file cannot be written, or another table of this name is there.</exception>
    public void Add(RecordTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        InsertOf(table);
    }

    /// <inheritdoc/>
    /// <exception cref="WeirException">The file cannot be written.</exception>
    public void Accept(in Record record)
    {
        if (Written >= _options.MaxRows)
        {
            Skipped++;
            return;
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(record.Values.Length, record.Table.Columns.Count, nameof(record));
        sqlite3_stmt insert = InsertOf(record.Table);
        if (_inBatch == 0) { Execute("BEGIN"); }
        for (int i = 0; i < record.Values.Length; i++)
        {
            RecordValue value = record.Values[i];
            Check(value.Kind switch
            {
                RecordValueKind.Integer => raw.sqlite3_bind_int64(insert, i + 1, value.Integer),
                RecordValueKind.Real => raw.sqlite3_bind_double(insert, i + 1, value.Real),
                RecordValueKind.Text => raw.sqlite3_bind_text(insert, i + 1, value.Text),
                _ => raw.sqlite3_bind_null(insert, i + 1),
            });
        }

        int result = raw.sqlite3_step(insert);
        raw.sqlite3_reset(insert);
        if (result != raw.SQLITE_DONE) { Check(result); }
        Written++;
        if (++_inBatch >= _options.BatchRows) { Commit(); }
    }

    /// <summary>Writes what is under way and makes the indices.</summary>
    /// <exception cref="WeirException">The file cannot be written.</exception>
    public void Complete()
    {
        if (_completed) { return; }
        _completed = true;
        Commit();
        foreach (RecordTable table in _tables.Values)
        {
            foreach (string columns in table.Indices) { Execute(StoreSchema.Index(table, columns)); }
        }
    }

    /// <summary>Closes the file; rows of a transaction under way are kept.</summary>
    public void Dispose()
    {
        try
        {
            if (_connection.State == System.Data.ConnectionState.Open) { Commit(); }
        }
        finally
        {
            foreach (sqlite3_stmt insert in _inserts.Values) { insert.Dispose(); }
            _inserts.Clear();
            _connection.Dispose();
        }
    }

    private void Commit()
    {
        if (_inBatch == 0) { return; }
        _inBatch = 0;
        Execute("COMMIT");
    }

    private sqlite3_stmt InsertOf(RecordTable table)
    {
        if (_inserts.TryGetValue(table, out sqlite3_stmt? insert)) { return insert; }
        if (!_tables.TryAdd(table.Name, table)) { throw new WeirException($"{_path}: two kinds of records are named {table.Name}"); }
        Execute(StoreSchema.Create(table));
        Check(raw.sqlite3_prepare_v2(_connection.Handle, StoreSchema.Insert(table), out insert));
        _inserts.Add(table, insert);
        return insert;
    }

    private void Execute(string sql) => Check(raw.sqlite3_exec(_connection.Handle, sql));

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK) { throw new WeirException($"{_path}: cannot write the store: {raw.sqlite3_errmsg(_connection.Handle).utf8_to_string()}"); }
    }

    private static void Guard(string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeirException($"{path}: cannot replace the store: {e.Message}", 2, e);
        }
    }
}
