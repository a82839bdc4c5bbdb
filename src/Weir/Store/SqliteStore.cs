using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Weir.Store;

/// <summary>
/// Keeps records in an SQLite file, one table for each <see cref="RecordTable"/> that a record names. Rows are written in transactions of <see cref="StoreOptions.BatchRows"/>;
/// indices are made by <see cref="Complete"/>. Used by one thread at a time but for <see cref="Change"/>; other processes may read what is committed. With <see cref="StoreOptions.Live"/> tables change while they are
/// read: that part is in <c>SqliteStore.Live.cs</c>.
/// </summary>
public sealed partial class SqliteStore : ITableSink, ITableStore, IDisposable
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

    /// <summary>Rows written, without those that were taken away again.</summary>
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
                foreach (string beside in (string[])["-journal", "-wal", "-shm"]) { File.Delete(path + beside); }
            });
        }

        SqliteConnection connection = SqliteFile.Open(path, SqliteOpenMode.ReadWriteCreate);
        var store = new SqliteStore(path, connection, options ?? new StoreOptions());
        try
        {
            store.Execute($"PRAGMA application_id = {StoreSchema.ApplicationId}");
            store.Execute($"PRAGMA user_version = {StoreSchema.Version}");
            store.Execute("PRAGMA synchronous = NORMAL");
            if (store._options.Live) { store.BeginLive(); }
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
        if (_inBatch == 0 && !_changing) { Execute("BEGIN"); }
        for (int i = 0; i < record.Values.Length; i++) { Bind(insert, i + 1, record.Values[i]); }

        int result = raw.sqlite3_step(insert);
        raw.sqlite3_reset(insert);
        if (result != raw.SQLITE_DONE) { Check(result); }
        Written++;
        if (!_changing && ++_inBatch >= _options.BatchRows) { Commit(); }
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
            foreach (string columns in table.Indices)
            {
                // The one by its group is there from the begin where tables change.
                if (!_options.Live || columns != GroupOf(table)) { Execute(StoreSchema.Index(table, columns)); }
            }
        }

        if (_options.Live) { EndLive(); }
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
            foreach (sqlite3_stmt insert in _inserts.Values.Concat(_deletes.Values)) { insert.Dispose(); }
            _inserts.Clear();
            _deletes.Clear();
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
        if (_options.Live && table.Group.Count > 0) { Execute(StoreSchema.Index(table, GroupOf(table))); }
        Check(raw.sqlite3_prepare_v2(_connection.Handle, StoreSchema.Insert(table), out insert));
        _inserts.Add(table, insert);
        return insert;
    }

    private void Bind(sqlite3_stmt statement, int place, in RecordValue value) => Check(value.Kind switch
    {
        RecordValueKind.Integer => raw.sqlite3_bind_int64(statement, place, value.Integer),
        RecordValueKind.Real => raw.sqlite3_bind_double(statement, place, value.Real),
        RecordValueKind.Text => SqliteText.Bind(statement, place, value.Text!),
        _ => raw.sqlite3_bind_null(statement, place),
    });

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
