namespace Weir.Cli.Grafana;

/// <summary>One picture of a dashboard: a query and how its rows are drawn.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Type">Grafana's kind of panel: <c>barchart</c>, <c>timeseries</c>, <c>table</c>, <c>stat</c>.</param>
/// <param name="Sql">The query, with Grafana's macros and variables.</param>
internal sealed record DashboardPanel(string Title, string Type, string Sql)
{
    /// <summary>The unit of its values, as Grafana names units; empty for none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The variable for each of whose values it is drawn once; null for once.</summary>
    public string? RepeatsFor { get; init; }

    /// <summary>True for bars that stand on each other.</summary>
    public bool Stacked { get; init; }

    /// <summary>Width of 24.</summary>
    public int Width { get; init; } = 12;

    /// <summary>True when the rows are points over time, one series a value of the column <c>metric</c>.</summary>
    public bool IsSeries => Type == "timeseries";
}
