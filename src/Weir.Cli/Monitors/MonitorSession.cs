using System.Globalization;
using Weir.Capture;
using Weir.Declaration;
using Weir.Monitors;
using Weir.Processing;
using Weir.Store;

namespace Weir.Cli.Monitors;

/// <summary>One <c>weir monitor</c>: the monitor, where its tables go, and what the user sees of them.</summary>
internal sealed class MonitorSession
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    /// <summary>Rows on a terminal whose height nobody knows.</summary>
    private const int ScreenRows = 20;

    private readonly CommandContext _context;
    private readonly ILiveMonitorKind _kind;
    private readonly Settings _settings;
    private readonly IReadOnlyList<string> _shown;
    private readonly string? _database;
    private readonly string? _runName;
    private readonly bool _json;

    public MonitorSession(CommandContext context, ILiveMonitorKind kind, Settings settings, IReadOnlyList<string> shown, string? database, string? runName, bool json) =>
        (_context, _kind, _settings, _shown, _database, _runName, _json) = (context, kind, settings, shown, database, runName, json);

    private string Name => _kind.Form.Name;

    /// <summary>Reads captures and prints the tables.</summary>
    public async Task<int> ReadAsync(IReadOnlyList<string> files)
    {
        await using SessionTables tables = await TablesAsync();
        IMonitor work = Begin(new Dictionary<string, string>(), null);
        var monitor = new FileMonitor("", Name, work, tables.Store);
        RecordTable[] shown = Shown(monitor.Tables);
        await tables.MakeTablesAsync(monitor.Tables);
        ExitCode code = ExitCode.Success;
        foreach (string file in files)
        {
            if (monitor.Read(file, new CaptureReaderOptions { Clock = _context.Time, Cancellation = _context.Cancellation }, _context.Time, _context.Cancellation) is not { } fault) { continue; }
            code = ExitCode.Failed;
            _context.Error.WriteLine($"weir: {file}: {fault.Message}; what came before is counted");
        }

        monitor.Complete(_context.Time);
        tables.Print(shown, int.MaxValue);
        Sum(monitor.Balance[Waypoint.Captured], monitor.Balance.PacketsAccountedFor, 0);
        foreach (string remark in work.Remarks) { _context.Error.WriteLine($"weir: {remark}"); }
        await tables.CompleteAsync();
        return _context.End(code);
    }

    /// <summary>Listens until it is interrupted, or the lab ends.</summary>
    public async Task<int> ListenAsync(IReadOnlyList<string> points, string? run, LiveCaptureOptions options, TimeSpan refresh, CancellationToken cancellation)
    {
        using LivePlaces places = await LivePlaces.FindAsync(points, run, cancellation);
        await using SessionTables tables = await TablesAsync();
        IMonitor work = Begin(places.NodeOf, options.Sent == options.Received || places.PassedAt.Count == 0 ? null : new JoinedPoints(places.PassedAt, options.Received));
        await tables.MakeTablesAsync(work.Tables);
        LiveFrames frames = LiveFrames.Open(places.Points, options);
        LiveMonitor monitor;
        try
        {
            monitor = new LiveMonitor("", Name, work, frames, tables.Store, new LiveMonitorOptions { Refresh = refresh, Delay = options.Delay, Log = _context.Log }, _context.Time);
        }
        catch
        {
            frames.Dispose();
            throw;
        }

        RecordTable[] shown;
        using (monitor)
        {
            shown = Shown(monitor.Tables);
            _context.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"weir: listening at {places.Points.Count} {(places.Points.Count == 1 ? "interface" : "interfaces")}; Ctrl-C ends it"));
            bool screen = _context.OutIsTerminal && !_json;
            long drawn = _context.Time.GetTimestamp();
            while (!_context.Cancellation.IsCancellationRequested && places.Lab?.IsAlive != false && monitor.Fault is null)
            {
                await Task.Delay(s_look, _context.Time, CancellationToken.None);
                if (!screen || _context.Time.GetElapsedTime(drawn) < refresh) { continue; }
                drawn = _context.Time.GetTimestamp();
                tables.Draw(shown, ScreenRows, string.Create(CultureInfo.InvariantCulture, $"{Name}: {monitor.Captured} frames, {monitor.Dropped} lost"));
            }
        }

        if (_context.OutIsTerminal && !_json) { tables.Wipe(); }
        tables.Print(shown, int.MaxValue);
        Sum(monitor.Captured, monitor.Accounted, monitor.Dropped);
        foreach (string remark in monitor.Remarks) { _context.Error.WriteLine($"weir: {remark}"); }
        await tables.CompleteAsync();
        if (monitor.Fault is { } fault) { throw new WeirException(fault, (int)ExitCode.MachineLacks); }
        // To be interrupted is how listening ends.
        return (int)ExitCode.Success;
    }

    private IMonitor Begin(IReadOnlyDictionary<string, string> nodes, JoinedPoints? joined) => _kind.Begin(_settings, new MonitorPlace { Folder = _context.WorkingFolder, NodeOf = nodes, Joined = joined, Log = _context.Log });

    private async Task<SessionTables> TablesAsync() =>
        new(_context, _shown, _database is null ? null : await TableTarget.OpenAsync(_context, _database, _runName, $"monitor {Name}", new StoreOptions { Live = true }), _json);

    private RecordTable[] Shown(IReadOnlyList<RecordTable> tables)
    {
        if (_shown.Count == 0) { return [tables[0]]; }
        if (_shown.Contains("all")) { return [.. tables]; }
        string[] names = [.. tables.Select(table => table.Name)];
        return [.. _shown.Select(one => Array.IndexOf(names, one) is >= 0 and var at ? tables[at]
            : throw new WeirException($"the monitor {Name} has no table '{one}'{(Suggestion.Nearest(one, names) is { } near ? $": did you mean {near}?" : $": it has {string.Join(", ", names)}")}"))];
    }

    private void Sum(long captured, long accounted, long dropped)
    {
        _context.Flush();
        _context.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{captured} frames, {(accounted == captured ? "all" : accounted)} accounted for, {dropped} lost"));
    }
}
