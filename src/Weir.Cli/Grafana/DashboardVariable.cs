namespace Weir.Cli.Grafana;

/// <summary>Something that the viewer chooses on a dashboard.</summary>
/// <param name="Name">Its name in queries.</param>
/// <param name="Label">What stands before the choice.</param>
/// <param name="Sql">The query for its values.</param>
/// <param name="Many">True when several may be chosen, all at first.</param>
internal sealed record DashboardVariable(string Name, string Label, string Sql, bool Many);
