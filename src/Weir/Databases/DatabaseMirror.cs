using System.Data.Common;
using System.Globalization;
using System.Threading.Channels;
using Weir.Store;

namespace Weir.Databases;

/// <summary>
/// Keeps tables in a store beside and, as soon as may be, in a database. Who changes tables never waits for the database: it is noted which groups of rows changed, and one loop reads their newest rows from the store and
/// sends them. A database that is away is tried again and again; what changes meanwhile waits in the store.
/// </summary>
internal sealed class DatabaseMirror : ITableStore, IAsyncDisposable
{
    /// <summary>Rows of one transaction, about: a group is never torn.</summary>
    private const int BatchRows = 10_000;

    /// <summary>Groups of one transaction.</summary>
    private const int BatchGroups = 2_000;

    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_tellEvery = TimeSpan.FromSeconds(5);

    private readonly SqliteStore? _store;
    private readonly string _path;
    private readonly DatabaseAddress _address;
    private readonly string? _password;
    private readonly DatabaseRun _run;
    private readonly TimeProvider _time;
    private readonly Action<DatabaseNews> _say;
    private readonly WaitingGroups _waiting = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _givingUp = new();
    private readonly HashSet<string> _cleared = new(StringComparer.Ordinal);
    private readonly ReceiverViews _views;
    private readonly long _begin;
    private Task _work = Task.CompletedTask;
    private DatabaseSession? _session;
    private StoreReader? _reader;
    private long _lastGood;
    private long _awaySince;
    private volatile bool _away;
    private volatile bool _ending;
    private bool _disposed;

    /// <summary>A mirror of <paramref name="store"/>, which lies at <paramref name="path"/> and stays its owner's; null for one that does not change any more.</summary>
    public DatabaseMirror(SqliteStore? store, string path, DatabaseAddress address, string? password, DatabaseRun run, TimeProvider time, Action<DatabaseNews> say)
    {
        (_store, _path, _address, _password, _run, _time, _say) = (store, path, address, password, run, time, say);
        _views = new ReceiverViews(address.Kind, time, text => Say("view", $"{address}: {text}"));
        _begin = Now;
    }

    /// <summary>Where it sends rows to.</summary>
    public DatabaseAddress Address => _address;

    /// <summary>True when the database has all rows that the store has.</summary>
    public bool HasAll => _waiting.Count == 0;

    private long Now => (_time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) * 100;

    /// <summary>Connects, and begins to send. A server that is away is waited for.</summary>
    /// <exception cref="WeirException">The server answers and refuses: the password, the database, a right.</exception>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        _lastGood = _time.GetTimestamp();
        try
        {
            await ConnectAsync(cancellation).ConfigureAwait(false);
        }
        catch (DbException fault) when (_address.Kind.IsMistake(fault))
        {
            await DisconnectAsync().ConfigureAwait(false);
            throw new WeirException($"{_address}: {fault.Message}", 2, fault);
        }
        catch (WeirException)
        {
            await DisconnectAsync().ConfigureAwait(false);
            throw;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            await GoAwayAsync(fault).ConfigureAwait(false);
        }

        _work = WorkAsync();
    }

    /// <summary>Makes tables before there is a row for them, so that a database that has other tables of these names is refused now and not by waiting. Nothing while the server is away.</summary>
    /// <exception cref="WeirException">The server refuses: a table of one of these names is not ours, or a right is missing.</exception>
    public async Task MakeTablesAsync(IEnumerable<RecordTable> tables, CancellationToken cancellation)
    {
        if (_away) { return; }
        // Over a session of its own: the loop may be sending.
        DatabaseSession session = _address.Kind.Open(_address, _password);
        await using (session.ConfigureAwait(false))
        {
            try
            {
                await session.OpenAsync(cancellation).ConfigureAwait(false);
                foreach (RecordTable table in tables) { await session.PrepareAsync(table, cancellation).ConfigureAwait(false); }
            }
            catch (DbException fault) when (_address.Kind.IsMistake(fault))
            {
                throw new WeirException($"{_address}: {fault.Message}", 2, fault);
            }
            catch (Exception fault) when (fault is DbException or TimeoutException or IOException)
            {
                // It went away: the loop finds so too, tells it, and makes the tables when it is back.
                _ = fault;
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The store does not change any more.</exception>
    public void Change(Action<ITableSink> change)
    {
        if (_store is null) { throw new InvalidOperationException("this store does not change"); }
        ChangedGroups? changed = null;
        _store.Change(tables => change(changed = new ChangedGroups(tables)));
        _waiting.Add(changed!.Groups);
        _wake.Writer.TryWrite(true);
    }

    /// <summary>Sends all rows that the store has of these tables.</summary>
    public void SendAll(IEnumerable<RecordTable> tables)
    {
        _waiting.AddAll(tables);
        _wake.Writer.TryWrite(true);
    }

    /// <summary>Waits until the database has all rows, but no longer than <paramref name="limit"/> while it takes none, and stops. True when it has them. After <paramref name="cancellation"/> it stops at once.</summary>
    public async Task<bool> CompleteAsync(TimeSpan limit, CancellationToken cancellation)
    {
        _ending = true;
        _wake.Writer.TryWrite(true);
        long told = _time.GetTimestamp(), begin = told;
        while (!_work.IsCompleted)
        {
            await Task.WhenAny(_work, Task.Delay(s_firstPause, _time, cancellation)).ConfigureAwait(false);
            if (cancellation.IsCancellationRequested) { break; }
            long good = Math.Max(Interlocked.Read(ref _lastGood), begin);
            if (!_work.IsCompleted && _time.GetElapsedTime(good) >= limit) { break; }
            if (_time.GetElapsedTime(told) < s_tellEvery || _work.IsCompleted) { continue; }
            told = _time.GetTimestamp();
            Say("waiting", string.Create(CultureInfo.InvariantCulture, $"{_address}: {(_away ? "is away" : "takes rows")}, {_waiting.Count} groups of rows wait"));
        }

        await StopAsync().ConfigureAwait(false);
        return HasAll;
    }

    /// <summary>Stops at once; what the database does not have stays in the store. Twice is harmless.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) { return; }
        await StopAsync().ConfigureAwait(false);
        _disposed = true;
        _givingUp.Dispose();
    }

    private async Task StopAsync()
    {
        if (_disposed) { return; }
        await _givingUp.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        _reader?.Dispose();
        _reader = null;
        await DisconnectAsync().ConfigureAwait(false);
    }

    private async Task WorkAsync()
    {
        TimeSpan pause = s_firstPause;
        while (!_givingUp.IsCancellationRequested)
        {
            long good = Interlocked.Read(ref _lastGood);
            try
            {
                if (_away)
                {
                    await Task.Delay(pause, _time, _givingUp.Token).ConfigureAwait(false);
                    pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
                }
                else if (_waiting.Count == 0)
                {
                    if (!_ending) { await _wake.Reader.ReadAsync(_givingUp.Token).ConfigureAwait(false); }
                }

                if (_session is null) { await ConnectAsync(_givingUp.Token).ConfigureAwait(false); }
                await SendAsync().ConfigureAwait(false);
                ComeBack();
                pause = s_firstPause;
                if (!_ending || _waiting.Count > 0) { continue; }
                await _session!.EndRunAsync(_run, Now, _givingUp.Token).ConfigureAwait(false);
                await _views.MakeAsync(_session, _givingUp.Token).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (_givingUp.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The border of the loop: whatever the driver throws, the rows stay in the store and it is tried again.
            catch (Exception fault)
            {
                await GoAwayAsync(fault).ConfigureAwait(false);
                // It took some of the rows: it is not away for long.
                if (Interlocked.Read(ref _lastGood) != good) { pause = s_firstPause; }
            }
#pragma warning restore CA1031
        }
    }

    private async Task ConnectAsync(CancellationToken cancellation)
    {
        _session = _address.Kind.Open(_address, _password);
        await _session.OpenAsync(cancellation).ConfigureAwait(false);
        await _session.BeginRunAsync(_run, _begin, cancellation).ConfigureAwait(false);
        _views.Forget();
    }

    private async Task SendAsync()
    {
        (TableGroup[] groups, DueTable[] tables) = _waiting.Take();
        int sent = 0, whole = 0;
        try
        {
            _reader ??= StoreReader.Open(_path);
            for (; whole < tables.Length; whole++) { await SendAsync(tables[whole]).ConfigureAwait(false); }
            while (sent < groups.Length)
            {
                (List<RowGroup> batch, int next) = _reader.Snapshot(() => Read(groups, sent));
                await WriteAsync(batch).ConfigureAwait(false);
                sent = next;
            }
        }
        finally
        {
            _waiting.Return(groups.AsSpan(sent), tables.AsSpan(whole));
        }
    }

    private (List<RowGroup> Batch, int Next) Read(TableGroup[] groups, int at)
    {
        var batch = new List<RowGroup>();
        int rows = 0;
        for (; at < groups.Length && batch.Count < BatchGroups && rows < BatchRows; at++)
        {
            TableGroup group = groups[at];
            List<RecordValue[]> own = _reader!.RowsOf(group.Table, group.Values);
            rows += own.Count;
            batch.Add(new RowGroup(group.Table, RowGroup.KeyOf(group.Values), own));
        }

        return (batch, at);
    }

    // What the database has of it is noted page by page: a server that goes away more often than all of it takes still gets all of it.
    private async Task SendAsync(DueTable due)
    {
        // A table is there even when it has no row.
        await PrepareAsync(due.Table).ConfigureAwait(false);
        bool more;
        do
        {
            more = false;
            IEnumerable<(List<RowGroup>, RecordValue[])> pages = PagesOf(due.Table, due.After);
            // While the store changes, nothing is read during a send: a reading that stays open keeps the store's log from being emptied. One that does not change may lack the index to begin in the middle each time.
            if (_store is { IsLive: true }) { pages = [.. pages.Take(1)]; }
            foreach ((List<RowGroup> page, RecordValue[] last) in pages)
            {
                await WriteAsync(page).ConfigureAwait(false);
                due.After = last;
                more = true;
            }
        }
        while (more && _store is { IsLive: true });
    }

    private IEnumerable<(List<RowGroup> Page, RecordValue[] Last)> PagesOf(RecordTable table, RecordValue[]? after)
    {
        var page = new List<RowGroup>();
        RecordValue[] last = [];
        int rows = 0;
        foreach ((RecordValue[] group, List<RecordValue[]> own) in _reader!.GroupsOf(table, after))
        {
            page.Add(new RowGroup(table, RowGroup.KeyOf(group), own));
            last = group;
            rows += own.Count;
            if (page.Count < BatchGroups && rows < BatchRows) { continue; }
            yield return (page, last);
            page = [];
            rows = 0;
        }

        if (page.Count > 0) { yield return (page, last); }
    }

    private async Task WriteAsync(List<RowGroup> batch)
    {
        if (batch.Count == 0) { return; }
        foreach (RecordTable table in batch.Select(group => group.Table).Distinct(ReferenceEqualityComparer.Instance).Cast<RecordTable>()) { await PrepareAsync(table).ConfigureAwait(false); }
        await _session!.ReplaceAsync(_run.Name, batch, _givingUp.Token).ConfigureAwait(false);
        Interlocked.Exchange(ref _lastGood, _time.GetTimestamp());
        await _views.MakeAsync(batch, _session, _givingUp.Token).ConfigureAwait(false);
    }

    private async Task PrepareAsync(RecordTable table)
    {
        await _session!.PrepareAsync(table, _givingUp.Token).ConfigureAwait(false);
        if (_run.Replaces && !_cleared.Contains(table.Name))
        {
            await _session.ClearAsync(table, _run.Name, () => Interlocked.Exchange(ref _lastGood, _time.GetTimestamp()), _givingUp.Token).ConfigureAwait(false);
            _cleared.Add(table.Name);
        }
    }

    private async Task GoAwayAsync(Exception fault)
    {
        await DisconnectAsync().ConfigureAwait(false);
        if (_away) { return; }
        _awaySince = _time.GetTimestamp();
        _away = true;
        Say("away", $"{_address}: {fault.Message}; rows wait in {Path.GetFileName(_path)}");
    }

    private void ComeBack()
    {
        Interlocked.Exchange(ref _lastGood, _time.GetTimestamp());
        if (!_away) { return; }
        _away = false;
        Say("back", string.Create(CultureInfo.InvariantCulture, $"{_address}: is back after {_time.GetElapsedTime(_awaySince).TotalSeconds:0.0} s, and has all rows"));
    }

    private void Say(string word, string text) => _say(new DatabaseNews(word, text, _waiting.Count));

    private async Task DisconnectAsync()
    {
        if (_session is not { } session) { return; }
        _session = null;
        try
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A connection that is broken may fail to close; it is of no use any more either way.
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            _ = fault;
        }
#pragma warning restore CA1031
    }
}
