using Weir.Databases;
using Weir.Declaration;

namespace Weir.Lab.Plan;

/// <summary>A monitor, which listens while the lab runs and keeps tables of what it saw.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Settings">What its kind says.</param>
/// <param name="Interfaces">The interfaces at which it listens.</param>
/// <param name="Filter">Which frames it sees, in the language of <c>pcap-filter(7)</c>; empty for all.</param>
/// <param name="Direction">Which frames it sees, from the side of the node.</param>
/// <param name="Ring">Memory for frames that wait for it, all interfaces together.</param>
/// <param name="Refresh">How old its tables may be.</param>
/// <param name="Sink">The file name of its store in the run's folder.</param>
public sealed record MonitorPlan(string Name, IMonitorKind Kind, Settings Settings, IReadOnlyList<InterfacePlan> Interfaces, string Filter, CaptureDirection Direction, DataSize Ring, TimeSpan Refresh, string Sink)
{
    /// <summary>The database that takes the tables too; null where the store is all.</summary>
    public DatabaseAddress? Database { get; init; }

    /// <summary>Where its tables go, as it may be shown.</summary>
    public string SinkText => Database?.ToString() ?? Sink;
}
