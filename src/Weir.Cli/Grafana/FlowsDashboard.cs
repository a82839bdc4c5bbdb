using Weir.Monitors;
using Weir.Monitors.Kinds;

namespace Weir.Cli.Grafana;

/// <summary>The conversations of a network.</summary>
internal sealed class FlowsDashboard : IDashboard
{
    /// <inheritdoc/>
    public string Kind => "flows";

    /// <inheritdoc/>
    public string Title => "Weir: flows";

    /// <inheritdoc/>
    public IReadOnlyList<DashboardVariable> Variables(DashboardTables tables) =>
        [new("point", "Point", $"SELECT DISTINCT point FROM {tables.Of(FlowsMonitor.Flows)} WHERE run = ${{run:sqlstring}} ORDER BY point", Many: true)];

    /// <inheritdoc/>
    public IReadOnlyList<DashboardPanel> Panels(DashboardTables tables)
    {
        string flows = tables.Of(FlowsMonitor.Flows);
        const string Chosen = "run = ${run:sqlstring} AND point IN (${point:sqlstring}) AND $__unixEpochNanoFilter(last_ns)";
        return
        [
            new("Bytes by client and server", "barchart",
                $"SELECT CONCAT(COALESCE(client_name, client), ' > ', COALESCE(server_name, server)) AS pair, SUM(bytes_to_server) AS to_server, SUM(bytes_to_client) AS to_client FROM {flows} WHERE {Chosen} GROUP BY CONCAT(COALESCE(client_name, client), ' > ', COALESCE(server_name, server)) ORDER BY SUM(bytes_to_server + bytes_to_client) DESC LIMIT 20") { Unit = "bytes", Stacked = true },
            new("Round trip of the opening", "timeseries",
                $"SELECT first_ns AS time, COALESCE(server_name, server) AS metric, round_trip_ms AS milliseconds FROM {flows} WHERE {Chosen} AND round_trip_ms IS NOT NULL ORDER BY first_ns") { Unit = "ms" },
            new("Conversations", "table",
                $"SELECT last_ns AS time, point, protocol, COALESCE(client_name, client) AS client, client_port, COALESCE(server_name, server) AS server, server_port, packets_to_server + packets_to_client AS packets, bytes_to_server + bytes_to_client AS bytes, "
                + $"retransmissions_to_server + retransmissions_to_client AS retransmissions, missing_bytes, round_trip_ms, state FROM {flows} WHERE {Chosen} ORDER BY last_ns DESC LIMIT 500") { Width = 24 },
            new("Frames taken and lost", "stat", $"SELECT monitor, captured, dropped FROM {tables.Shared(MonitorTables.Monitors)} WHERE run = ${{run:sqlstring}} ORDER BY monitor") { Width = 24 },
        ];
    }
}
