using System.Globalization;
using Weir.Databases;
using Weir.Running;
using Weir.Store;

namespace Weir.Cli.Monitors;

/// <summary>
/// Where <c>--db</c> keeps tables: an SQLite file, or a database server. For a server the rows also stand in a file of the folder <c>.weir/stores</c>, which goes when the server has all of them; so nothing is lost while it is away.
/// </summary>
internal sealed class TableTarget : IAsyncDisposable
{
    /// <summary>How long the end waits for a database that takes nothing.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly CommandContext _context;
    private readonly DatabaseMirror? _mirror;
    private readonly string _path;

    private TableTarget(CommandContext context, SqliteStore file, DatabaseMirror? mirror, string path) => (_context, File, _mirror, _path) = (context, file, mirror, path);

    /// <summary>Takes rows that change.</summary>
    public ITableStore Store => (ITableStore?)_mirror ?? File;

    /// <summary>The file.</summary>
    public SqliteStore File { get; }

    /// <summary>Opens what <c>--db</c> names.</summary>
    /// <param name="context">The command.</param>
    /// <param name="target">A path, or the address of a database.</param>
    /// <param name="name">The name of the run in a database; made of command and time when null. A run of a name that is given is replaced.</param>
    /// <param name="command">The command in words, the verb first.</param>
    /// <param name="options">How the file is written.</param>
    /// <exception cref="WeirException">The file cannot be made, the database refuses, or its address is none.</exception>
    public static async Task<TableTarget> OpenAsync(CommandContext context, string target, string? name, string command, StoreOptions options)
    {
        if (!DatabaseAddress.IsAddress(target))
        {
            if (name is not null) { throw new WeirException("--as names a run in a database; a file has one run only"); }
            string path = context.PathOf(target);
            return new TableTarget(context, SqliteStore.Create(path, options), null, path);
        }

        DatabaseAddress address = DatabaseAddress.Parse(target);
        string? password = address.ReadPassword(Environment.GetEnvironmentVariable, context.WorkingFolder);
        (DatabaseRun run, string beside) = NewRun(context, name, command);
        SqliteStore file = SqliteStore.Create(beside, options);
        var mirror = new DatabaseMirror(file, beside, address, password, run, context.Time, news => context.Error.WriteLine($"weir: {news.Text}"));
        try
        {
            await mirror.BeginAsync(context.Cancellation);
            return new TableTarget(context, file, mirror, beside);
        }
        catch
        {
            await mirror.DisposeAsync();
            file.Dispose();
            System.IO.File.Delete(beside);
            throw;
        }
    }

    /// <summary>Makes tables in the database before there is a row for them.</summary>
    /// <exception cref="WeirException">The database has other tables of these names.</exception>
    public Task MakeTablesAsync(IReadOnlyList<RecordTable> tables) => _mirror?.MakeTablesAsync(tables, _context.Cancellation) ?? Task.CompletedTask;

    /// <summary>Sends all rows that the file has of these tables: for those that were not written as changes.</summary>
    public void SendAll(IEnumerable<RecordTable> tables) => _mirror?.SendAll(tables);

    /// <summary>Says that no more rows come, and waits for the database, also when the command was interrupted: to be interrupted is how listening ends.</summary>
    /// <exception cref="WeirException">The database did not take all rows; the message says where they are.</exception>
    public async Task CompleteAsync()
    {
        bool all = _mirror is null || await _mirror.CompleteAsync(s_patience, CancellationToken.None);
        File.Complete();
        if (File.Skipped > 0) { _context.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"weir: {File.Skipped} rows were not kept: {File.Written} is the most that is kept")); }
        if (_mirror is null) { return; }
        File.Dispose();
        if (!all) { throw new WeirException($"{_mirror.Address} did not take all rows; {_path} has them, and 'weir export {_path} --db ADDRESS' sends them", (int)ExitCode.MachineLacks); }
        System.IO.File.Delete(_path);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_mirror is not null) { await _mirror.DisposeAsync(); }
        File.Dispose();
        // After a fault too a file stays only when it has what the database has not.
        if (_mirror is { HasAll: true }) { System.IO.File.Delete(_path); }
    }

    /// <summary>Sends all tables of a store that is there to a database.</summary>
    /// <exception cref="WeirException">The database refuses, or did not take all rows.</exception>
    /// <exception cref="OperationCanceledException">The command was interrupted before it had all rows.</exception>
    public static async Task SendAsync(CommandContext context, string path, IReadOnlyList<string> names, string target, string? name)
    {
        DatabaseAddress address = DatabaseAddress.Parse(target);
        // The store of a run is called as all others are; its folder has the run's name.
        string full = Path.GetFullPath(path), stem = Path.GetFileNameWithoutExtension(full);
        string run = name ?? (Path.GetFileName(full) == "store.db" ? Path.GetFileName(Path.GetDirectoryName(full))! : stem);
        await using var mirror = new DatabaseMirror(null, full, address, address.ReadPassword(Environment.GetEnvironmentVariable, context.WorkingFolder), new DatabaseRun(run, "export", Environment.MachineName) { Replaces = true }, context.Time, news => context.Error.WriteLine($"weir: {news.Text}"));
        await mirror.BeginAsync(context.Cancellation);
        RecordTable[] tables = [.. KnownTables.Of(names)];
        await mirror.MakeTablesAsync(tables, context.Cancellation);
        mirror.SendAll(tables);
        bool all = await mirror.CompleteAsync(s_patience, context.Cancellation);
        if (!all) { context.Cancellation.ThrowIfCancellationRequested(); }
        if (!all) { throw new WeirException($"{address} did not take all rows of {path}", (int)ExitCode.MachineLacks); }
        context.Out.WriteLine($"{address}: {tables.Length} tables of the run {run}");
    }

    // The file's name is that of the run: 'weir export' sends it under the same one.
    private static (DatabaseRun Run, string Beside) NewRun(CommandContext context, string? name, string command)
    {
        if (name is not null && (name.Length > 100 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')) || name.StartsWith('.'))) { throw new WeirException($"--as '{name}': a run's name has at most 100 letters, digits, '-', '_' and '.'"); }
        string folder = Path.Combine(Path.GetDirectoryName(RunFolder.Home(context.WorkingFolder, null))!, "stores");
        Directory.CreateDirectory(folder);
        for (int ordinal = 1; ; ordinal++)
        {
            // Two that begin in one second on one machine are two processes; other machines are told apart by the table of runs.
            string run = name ?? RunId.Of(string.Create(CultureInfo.InvariantCulture, $"{command.Replace(' ', '-')}-{Environment.ProcessId}"), context.Time.GetUtcNow(), ordinal).Text;
            string path = Path.Combine(folder, name is null || ordinal == 1 ? $"{run}.db" : string.Create(CultureInfo.InvariantCulture, $"{run}-{ordinal}.db"));
            if (System.IO.File.Exists(path)) { continue; }
            return (new DatabaseRun(run, command, Environment.MachineName) { Replaces = name is not null }, path);
        }
    }
}
