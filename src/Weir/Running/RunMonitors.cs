using System.Globalization;
using Microsoft.Extensions.Logging;
using Weir.Capture;
using Weir.Checks;
using Weir.Databases;
using Weir.Lab.Building;
using Weir.Lab.Plan;
using Weir.Monitors;
using Weir.Processing;
using Weir.Store;
using Weir.Wire.Frames;

namespace Weir.Running;

/// <summary>The monitors of a run: they listen from before the first frame until the programs have ended, and keep their tables in stores in the run's folder.</summary>
internal sealed class RunMonitors : IAsyncDisposable
{
    private readonly List<(MonitorPlan Plan, LiveMonitor Monitor, MonitorFacts Facts)> _monitors = [];
    private readonly Dictionary<string, SqliteStore> _stores = new(StringComparer.Ordinal);
    private readonly LabNetwork _network;
    private readonly RunFolder _folder;
    private readonly string _fileFolder;
    private readonly RunEvents _events;
    private readonly TimeProvider _time;
    private readonly RunSinks _sinks;
    private readonly ILogger _log;
    private bool _disposed;

    private RunMonitors(LabNetwork network, RunFolder folder, string fileFolder, RunEvents events, TimeProvider time, TimeProvider machine, ILogger log)
    {
        (_network, _folder, _fileFolder, _events, _time, _log) = (network, folder, fileFolder, events, time, log);
        _sinks = new RunSinks(folder, fileFolder, events, machine);
    }

    /// <summary>Begins all monitors of a plan; the interfaces may still be down. Relative paths start at <paramref name="fileFolder"/>. Databases are asked in the time of the machine, whatever clock the lab has.</summary>
    /// <exception cref="WeirException">A filter is not understood, a file cannot be read, a database refuses, or the machine does.</exception>
    public static async Task<RunMonitors> BeginAsync(LabPlan plan, LabNetwork network, RunFolder folder, string fileFolder, RunEvents events, TimeProvider time, TimeProvider machine, ILogger log, CancellationToken cancellation)
    {
        var monitors = new RunMonitors(network, folder, fileFolder, events, time, machine, log);
        try
        {
            foreach (MonitorPlan one in plan.Monitors)
            {
                SqliteStore store = monitors.StoreOf(one.Sink);
                await monitors.AddAsync(one, plan, one.Database is { } database ? await monitors._sinks.OpenAsync(database, store, cancellation).ConfigureAwait(false) : store, cancellation).ConfigureAwait(false);
            }

            return monitors;
        }
        catch
        {
            foreach ((_, LiveMonitor monitor, _) in monitors._monitors) { monitor.Dispose(); }
            await monitors._sinks.DisposeAsync().ConfigureAwait(false);
            foreach (SqliteStore store in monitors._stores.Values) { store.Dispose(); }
            throw;
        }
    }

    /// <summary>Waits until what has passed so far is in the tables, and gives the monitors.</summary>
    public async Task<IReadOnlyList<MonitorFacts>> FactsAsync(CancellationToken cancellation)
    {
        await FlushAsync(cancellation).ConfigureAwait(false);
        return [.. _monitors.Select(one => one.Facts with { Dropped = one.Monitor.Dropped, Fault = one.Monitor.Fault })];
    }

    /// <summary>Waits until what has passed so far is in the tables.</summary>
    public Task FlushAsync(CancellationToken cancellation) => Task.WhenAll(_monitors.Select(one => one.Monitor.FlushAsync(cancellation)));

    /// <summary>Tells a judge what the monitors lost, as of the last change of their tables or, when they have ended, in all.</summary>
    public void Judge(TrustJudge judge)
    {
        foreach ((MonitorPlan plan, LiveMonitor monitor, _) in _monitors) { judge.Monitor(plan.Name, monitor.Captured, monitor.Accounted, monitor.Dropped, monitor.Fault); }
    }

    /// <summary>Completes the tables and closes the stores. Twice is harmless.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) { return; }
        _disposed = true;
        foreach ((MonitorPlan plan, LiveMonitor monitor, _) in _monitors)
        {
            await Task.Run(monitor.Dispose).ConfigureAwait(false);
            _events.Say(RunEventKinds.Monitor, plan.Name,
                string.Create(CultureInfo.InvariantCulture, $"{monitor.Captured} frames, {(monitor.Accounted == monitor.Captured ? "all" : monitor.Accounted)} accounted for, {monitor.Dropped} lost"),
                ("captured", Text(monitor.Captured)), ("accounted", Text(monitor.Accounted)), ("dropped", Text(monitor.Dropped)));
            foreach (string remark in monitor.Remarks) { _events.Say(RunEventKinds.Warning, plan.Name, $"monitor {plan.Name}: {remark}"); }
            if (monitor.Fault is { } fault) { _events.Say(RunEventKinds.Warning, plan.Name, $"monitor {plan.Name} ended early: {fault}"); }
        }

        await _sinks.CompleteAsync().ConfigureAwait(false);
        foreach (SqliteStore store in _stores.Values)
        {
            try
            {
                store.Complete();
                if (store.Skipped > 0) { _events.Say(RunEventKinds.Warning, "", string.Create(CultureInfo.InvariantCulture, $"{store.Skipped} rows of monitors were not kept: {store.Written} is the most that is kept")); }
            }
            catch (WeirException full)
            {
                _events.Say(RunEventKinds.Warning, "", full.Message);
            }

            store.Dispose();
        }
    }

    private async Task AddAsync(MonitorPlan plan, LabPlan lab, ITableStore store, CancellationToken cancellation)
    {
        var kind = plan.Kind as ILiveMonitorKind ?? throw new WeirException($"a monitor of kind '{plan.Kind.Form.Name}' cannot listen here", 2);
        var points = new List<LivePoint>();
        var nodes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (InterfacePlan one in plan.Interfaces)
        {
            if (_network.Interface(one.FullName) is not { } made) { continue; }
            points.Add(new LivePoint(made.Network, made.Index, one.FullName, made.Node.TakesTaps));
            nodes[one.FullName] = NodeAt(one, lab);
        }

        var place = new MonitorPlace { Folder = _fileFolder, Secrets = _folder.Secrets, NodeOf = nodes, Joined = JoinedOf(plan), Nodes = [.. Addresses(lab)], Log = _log };
        IMonitor monitor = kind.Begin(plan.Settings, place);
        if (plan.Database is { } database) { await _sinks.MakeTablesAsync(database, new MonitorRows(plan.Name, kind.Form.Name, monitor).Tables, cancellation).ConfigureAwait(false); }
        var options = new LiveMonitorOptions { Refresh = plan.Refresh, Log = _log };
        LiveFrames frames = LiveFrames.Open(points, new LiveCaptureOptions { Filter = plan.Filter, Ring = plan.Ring, Sent = plan.Direction != CaptureDirection.In, Received = plan.Direction != CaptureDirection.Out, Delay = options.Delay });
        try
        {
            var live = new LiveMonitor(plan.Name, kind.Form.Name, monitor, frames, store, options, _time);
            _monitors.Add((plan, live, new MonitorFacts(plan.Name, _folder.StoreOf(plan.Sink), [.. live.Tables.Select(table => table.Name)], 0)));
        }
        catch
        {
            frames.Dispose();
            throw;
        }

        _events.Say(RunEventKinds.Monitor, plan.Name, string.Create(CultureInfo.InvariantCulture, $"{kind.Form.Name}: listens at {points.Count} {(points.Count == 1 ? "interface" : "interfaces")}"));
    }

    // Seen in one direction, a conversation through a switch or router is at two of its interfaces, each way at another.
    private static JoinedPoints? JoinedOf(MonitorPlan plan)
    {
        if (plan.Direction == CaptureDirection.Both) { return null; }
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (IGrouping<string, InterfacePlan> node in plan.Interfaces.GroupBy(one => one.Node).Where(node => node.Count() > 1))
        {
            foreach (InterfacePlan one in node) { places.Add(one.FullName, node.Key); }
        }

        return places.Count == 0 ? null : new JoinedPoints(places, plan.Direction == CaptureDirection.In);
    }

    private SqliteStore StoreOf(string sink)
    {
        if (!_stores.TryGetValue(sink, out SqliteStore? store)) { _stores.Add(sink, store = SqliteStore.Create(_folder.StoreOf(sink), new StoreOptions { Live = true })); }
        return store;
    }

    // A switch's port belongs to the node at the other end of the cable.
    private static string NodeAt(InterfacePlan one, LabPlan lab)
    {
        LinkPlan link = lab.Links[one.Link];
        return lab.Node(one.Node) is { Kind.Switches: true } ? (one.IsA ? link.B : link.A).Node : one.Node;
    }

    private static IEnumerable<KeyValuePair<string, IpAddress>> Addresses(LabPlan lab)
    {
        foreach (NodePlan node in lab.Nodes)
        {
            foreach (IpPrefix one in node.Interfaces.SelectMany(port => port.Addresses))
            {
                if (IpAddress.TryParse(one.Address.ToString(), out IpAddress address)) { yield return new(node.Name, address); }
            }
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
