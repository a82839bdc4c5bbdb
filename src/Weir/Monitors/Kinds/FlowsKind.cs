using Weir.Declaration;

namespace Weir.Monitors.Kinds;

/// <summary>Who spoke with whom.</summary>
internal sealed class FlowsKind : ILiveMonitorKind
{
    /// <inheritdoc/>
    public KindForm Form { get; } = new("flows", "The conversations: who spoke with whom, how much, what was lost or sent again, the round trip",
        [new("most", new IntegerForm(1, 400_000, "a number of conversations"), "Conversations that are followed at once; beyond it the one that has been silent longest is ended early, and counted") { Default = "100000" }]);

    /// <inheritdoc/>
    public IMonitor Begin(Settings settings, MonitorPlace place) => new FlowsMonitor((int)settings.Integer("most"), place.Names());
}
