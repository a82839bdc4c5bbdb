namespace Weir.Monitors;

/// <summary>The table that says which monitors a store has, and how the tables of one monitor are called there: <c>MONITOR_TABLE</c>, hyphens as underscores, or as they are where the monitor has no name.</summary>
public static class MonitorTables
{
    /// <summary>One row a monitor.</summary>
    public static RecordTable Monitors { get; } = new("monitors", "One monitor, and whether every frame that passed it is accounted for.", [
        new("monitor", RecordValueKind.Text, "name of the monitor; its kind where it stands alone"),
        new("kind", RecordValueKind.Text, "its kind"),
        new("main_table", RecordValueKind.Text, "its first table"),
        new("points", RecordValueKind.Integer, "points of observation"),
        new("captured", RecordValueKind.Integer, "frames that it took"),
        new("accounted", RecordValueKind.Integer, "frames of them whose end was counted at a waypoint; the same number when the balance holds"),
        new("dropped", RecordValueKind.Integer, "frames that found the ring full; not among captured"),
        new("written_ns", RecordValueKind.Integer, "when its tables were brought up to date"),
    ]) { Group = ["monitor"] };

    /// <summary>The name in a store of a table of a monitor.</summary>
    public static string NameOf(string monitor, string table) => monitor.Length == 0 ? table : $"{monitor.Replace('-', '_')}_{table}";
}
