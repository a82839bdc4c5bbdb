using Weir.Consensus;
using Weir.Monitors;
using Weir.Monitors.Kinds;

namespace Weir.Cli.Monitors;

/// <summary>What Weir's tables are called, and which rows of them belong together: for reading a store that is there already.</summary>
internal static class KnownTables
{
    private static readonly RecordTable[] s_all = [.. ConsensusTables.All, FlowsMonitor.Flows, .. MessagesMonitor.All, MonitorTables.Monitors];

    /// <summary>The tables of a store, under the names that they have there: the name of a monitor may stand before. Tables of others are left out.</summary>
    public static IEnumerable<RecordTable> Of(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            if (s_all.Where(table => name == table.Name || name.EndsWith("_" + table.Name, StringComparison.Ordinal)).MaxBy(table => table.Name.Length) is { } known) { yield return known with { Name = name }; }
        }
    }
}
