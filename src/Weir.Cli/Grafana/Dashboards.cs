namespace Weir.Cli.Grafana;

/// <summary>The registry of dashboards: one line a kind of monitor.</summary>
internal static class Dashboards
{
    /// <summary>All dashboards.</summary>
    public static IReadOnlyList<IDashboard> All { get; } =
    [
        new ConsensusDashboard(),
        new FlowsDashboard(),
        new MessagesDashboard(),
    ];
}
