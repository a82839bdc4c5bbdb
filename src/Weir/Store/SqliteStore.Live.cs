using SQLitePCL;

namespace Weir.Store;

/// <summary>Tables that change while others read them.</summary>
public sealed partial class SqliteStore
{
    /// <summary>How long a change waits where another process has the file: longer than any reader takes with a row.</summary>
    private const int PatienceMilliseconds = 10_000;

    /// <summary>Pages (4 KiB) in the write-ahead log before they go into the file: a change that brings them there waits for the disk, and the next one for it.</summary>
    private const int LogPages = 8192;

    private readonly Lock _gate = new(); // everything during a change
    private readonly Dictionary<RecordTable, sqlite3_stmt> _deletes = new(ReferenceEqualityComparer.Instance);
    private bool _changing;

    /// <summary>True when its tables change while others read them.</summary>
    internal bool IsLive => _options.Live;

    /// <inheritdoc/>
    public void Change(Action<ITableSink> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (_gate)
        {
            Commit();
            Execute("BEGIN IMMEDIATE");
            _changing = true;
            long written = Written, skipped = Skipped;
            try
            {
                change(this);
                Execute("COMMIT");
            }
            catch
            {
                (Written, Skipped) = (written, skipped);
                // The fault that led here is the one to tell; a transaction that SQLite itself gave up cannot be given up again.
                _ = raw.sqlite3_exec(_connection.Handle, "ROLLBACK");
                throw;
            }
            finally
            {
                _changing = false;
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="WeirException">The file cannot be written.</exception>
    public void Clear(RecordTable table, ReadOnlySpan<RecordValue> group)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfNotEqual(group.Length, table.Group.Count, nameof(group));
        InsertOf(table);
        if (!_deletes.TryGetValue(table, out sqlite3_stmt? delete))
        {
            Check(raw.sqlite3_prepare_v2(_connection.Handle, StoreSchema.Delete(table), out delete));
            _deletes.Add(table, delete);
        }

        for (int i = 0; i < group.Length; i++) { Bind(delete, i + 1, group[i]); }
        int result = raw.sqlite3_step(delete);
        raw.sqlite3_reset(delete);
        if (result != raw.SQLITE_DONE) { Check(result); }
        Written -= raw.sqlite3_changes(_connection.Handle);
    }

    private static string GroupOf(RecordTable table) => string.Join(", ", table.Group);

    // With a write-ahead log readers see the last whole change and nobody waits. The header with our mark is in the file by now.
    private void BeginLive()
    {
        Execute("PRAGMA journal_mode = WAL");
        Execute($"PRAGMA wal_autocheckpoint = {LogPages}");
        Check(raw.sqlite3_busy_timeout(_connection.Handle, PatienceMilliseconds));
    }

    // One plain file remains, unless somebody reads it at this moment: then the log stays beside it until he has done.
    private void EndLive()
    {
        int result = raw.sqlite3_exec(_connection.Handle, "PRAGMA journal_mode = DELETE");
        if (result is not (raw.SQLITE_OK or raw.SQLITE_BUSY or raw.SQLITE_LOCKED)) { Check(result); }
    }
}
