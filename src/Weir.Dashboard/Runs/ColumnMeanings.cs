using Weir.Consensus;
using Weir.Monitors.Kinds;

namespace Weir.Dashboard.Runs;

/// <summary>What the columns of monitors' tables mean.</summary>
internal static class ColumnMeanings
{
    private static readonly Dictionary<string, IReadOnlyList<RecordTable>> s_tables = new(StringComparer.Ordinal)
    {
        ["flows"] = [FlowsMonitor.Flows, WaypointRecords.Table],
        ["messages"] = [MessagesMonitor.Messages, MessagesMonitor.Doubts, WaypointRecords.Table],
        ["consensus"] = ConsensusTables.All,
    };

    /// <summary>The meaning of a column; null when it is not known.</summary>
    public static string? Of(string kind, string table, string column) =>
        s_tables.GetValueOrDefault(kind, []).FirstOrDefault(one => one.Name == table)?.Columns.FirstOrDefault(one => one.Name == column)?.Summary;
}
