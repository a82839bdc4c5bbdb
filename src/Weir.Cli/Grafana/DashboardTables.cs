using Weir.Databases;
using Weir.Monitors;

namespace Weir.Cli.Grafana;

/// <summary>The names that the tables of one monitor have in a database, quoted for queries.</summary>
internal sealed class DashboardTables(IDatabaseDialect dialect, string monitor)
{
    private readonly DatabaseSchema _schema = new(dialect);

    /// <summary>The runs.</summary>
    public string Runs => _schema.Table("runs");

    /// <summary>A table of the monitor.</summary>
    public string Of(RecordTable table) => _schema.Table(MonitorTables.NameOf(monitor, table.Name));

    /// <summary>A table that all monitors share.</summary>
    public string Shared(RecordTable table) => _schema.Table(table.Name);
}
