namespace Weir.Cli.Grafana;

/// <summary>A dashboard over the tables of one kind of monitor.</summary>
internal interface IDashboard
{
    /// <summary>The kind of monitor whose tables it shows.</summary>
    string Kind { get; }

    /// <summary>What stands above it.</summary>
    string Title { get; }

    /// <summary>What the viewer chooses, beside the run.</summary>
    IReadOnlyList<DashboardVariable> Variables(DashboardTables tables);

    /// <summary>The pictures, from left to right and from top to bottom.</summary>
    IReadOnlyList<DashboardPanel> Panels(DashboardTables tables);
}
