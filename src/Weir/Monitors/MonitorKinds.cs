using Weir.Monitors.Kinds;

namespace Weir.Monitors;

/// <summary>The registry of monitors: one line a kind.</summary>
public static class MonitorKinds
{
    /// <summary>All kinds.</summary>
    public static IReadOnlyList<ILiveMonitorKind> All { get; } =
    [
        new FlowsKind(),
        new MessagesKind(),
        new ConsensusKind(),
    ];
}
