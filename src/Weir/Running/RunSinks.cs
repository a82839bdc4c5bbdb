using Weir.Databases;
using Weir.Store;

namespace Weir.Running;

/// <summary>The databases that keep the tables of a run's monitors, beside the store in the run's folder. That they go away and come back is told as events of the run.</summary>
internal sealed class RunSinks(RunFolder folder, string fileFolder, RunEvents events, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How long the end of a run waits for a database that takes nothing.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, DatabaseMirror> _mirrors = new(StringComparer.Ordinal);

    /// <summary>The tables of a store, which go to a database as well; several monitors share it.</summary>
    /// <exception cref="WeirException">The database refuses, or its password is not to be had.</exception>
    public async Task<ITableStore> OpenAsync(DatabaseAddress address, SqliteStore store, CancellationToken cancellation)
    {
        string name = address.ToString();
        if (_mirrors.TryGetValue(name, out DatabaseMirror? mirror)) { return mirror; }
        var run = new DatabaseRun(folder.Id.Text, "run", Environment.MachineName);
        mirror = new DatabaseMirror(store, folder.Store, address, address.ReadPassword(Environment.GetEnvironmentVariable, fileFolder), run, time,
            news => events.Say(RunEventKinds.Sink, name, $"sink {news.Word}: {news.Text}", ("state", news.Word), ("waiting", news.Waiting.ToString(System.Globalization.CultureInfo.InvariantCulture))));
        _mirrors.Add(name, mirror);
        await mirror.BeginAsync(cancellation).ConfigureAwait(false);
        return mirror;
    }

    /// <summary>Makes the tables of a monitor before there is a row for them.</summary>
    /// <exception cref="WeirException">The database has other tables of these names.</exception>
    public Task MakeTablesAsync(DatabaseAddress address, IReadOnlyList<RecordTable> tables, CancellationToken cancellation) => _mirrors[address.ToString()].MakeTablesAsync(tables, cancellation);

    /// <summary>Waits until the databases have all rows. What one does not take in time stays in the run's store, and a warning says so.</summary>
    public async Task CompleteAsync()
    {
        foreach ((string name, DatabaseMirror mirror) in _mirrors)
        {
            if (!await mirror.CompleteAsync(s_patience, CancellationToken.None).ConfigureAwait(false))
            {
                events.Say(RunEventKinds.Warning, name, $"{name} did not take all rows; {folder.Store} has them, and 'weir export {folder.Store} --db ADDRESS' sends them");
            }
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (DatabaseMirror mirror in _mirrors.Values) { await mirror.DisposeAsync().ConfigureAwait(false); }
        _mirrors.Clear();
    }
}
