using Weir.Processing;

namespace Weir.Monitors;

/// <summary>All rows that a monitor keeps: those of its own tables under its name, the balance of each point, and its line among the monitors.</summary>
internal sealed class MonitorRows
{
    private readonly string _name;
    private readonly string _kind;
    private readonly IMonitor _monitor;
    private readonly NamedTables _names;
    private readonly Dictionary<CapturePoint, long> _balances = new(ReferenceEqualityComparer.Instance);
    private long _dropped;
    private bool _begun;

    /// <summary>Rows of a monitor of this name and kind; one without a name stands alone in its store.</summary>
    public MonitorRows(string name, string kind, IMonitor monitor)
    {
        (_name, _kind, _monitor) = (name.Length == 0 ? kind : name, kind, monitor);
        _names = new NamedTables(name);
        Tables = [.. monitor.Tables.Select(_names.Of), _names.Of(WaypointRecords.Table)];
    }

    /// <summary>The monitor's tables under their names in the store; the first is the one that people look at.</summary>
    public IReadOnlyList<RecordTable> Tables { get; }

    /// <summary>The counters of all points together.</summary>
    public static Balance BalanceOf(LivePath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var all = new Balance();
        foreach (PointResult point in path.Points) { all.Add(point.Balance); }
        return all;
    }

    /// <summary>Brings all rows up to date; <paramref name="dropped"/> frames found a ring full so far.</summary>
    public void Write(LivePath path, long dropped, DateTimeOffset now, ITableSink tables)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(tables);
        if (!_begun)
        {
            // Tables are there from the begin, so that a query finds them empty.
            _begun = true;
            foreach (RecordTable table in Tables) { tables.Clear(table, new RecordValue[table.Group.Count]); }
        }

        ITableSink own = _names.Into(tables);
        _monitor.Write(path, own);
        foreach (PointResult point in path.Points)
        {
            if (_balances.TryGetValue(point.Point, out long before) && before == Sum(point.Balance)) { continue; }
            _balances[point.Point] = Sum(point.Balance);
            own.Clear(WaypointRecords.Table, [RecordValue.Of(point.Point.Name)]);
            WaypointRecords.Write(point.Point.Name, point.Balance, own);
        }

        WriteDropped(dropped, own);
        Balance all = BalanceOf(path);
        tables.Clear(MonitorTables.Monitors, [RecordValue.Of(_name)]);
        tables.Accept(new Record(MonitorTables.Monitors, [
            RecordValue.Of(_name), RecordValue.Of(_kind), RecordValue.Of(Tables[0].Name), RecordValue.Of(path.PointCount), RecordValue.Of(all[Waypoint.Captured]), RecordValue.Of(all.PacketsAccountedFor),
            RecordValue.Of(dropped), RecordValue.Of((now.UtcTicks - DateTime.UnixEpoch.Ticks) * 100)]));
    }

    // Points that share a ring share what it had no room for: nobody knows where a lost frame passed.
    private void WriteDropped(long dropped, ITableSink own)
    {
        if (dropped == _dropped) { return; }
        _dropped = dropped;
        own.Clear(WaypointRecords.Table, [RecordValue.Null]);
        WaypointRecords.Write(null, Waypoint.DroppedByRing, dropped, own);
    }

    private static long Sum(Balance balance)
    {
        long sum = 0;
        foreach (Waypoint waypoint in Enum.GetValues<Waypoint>()) { sum += balance[waypoint]; }
        return sum;
    }
}
