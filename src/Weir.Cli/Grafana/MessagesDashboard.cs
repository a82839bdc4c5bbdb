using Weir.Monitors.Kinds;

namespace Weir.Cli.Grafana;

/// <summary>The messages of a network by protocol and kind.</summary>
internal sealed class MessagesDashboard : IDashboard
{
    /// <inheritdoc/>
    public string Kind => "messages";

    /// <inheritdoc/>
    public string Title => "Weir: messages";

    /// <inheritdoc/>
    public IReadOnlyList<DashboardVariable> Variables(DashboardTables tables) =>
        [new("point", "Point", $"SELECT DISTINCT point FROM {tables.Of(MessagesMonitor.Messages)} WHERE run = ${{run:sqlstring}} ORDER BY point", Many: true)];

    /// <inheritdoc/>
    public IReadOnlyList<DashboardPanel> Panels(DashboardTables tables)
    {
        string messages = tables.Of(MessagesMonitor.Messages), doubts = tables.Of(MessagesMonitor.Doubts);
        const string Chosen = "run = ${run:sqlstring} AND point IN (${point:sqlstring})";
        return
        [
            new("Messages by kind", "barchart", $"SELECT CONCAT(protocol, ' ', kind) AS kind, SUM(messages) AS messages FROM {messages} WHERE {Chosen} AND $__unixEpochNanoFilter(last_ns) GROUP BY CONCAT(protocol, ' ', kind) ORDER BY SUM(messages) DESC LIMIT 40"),
            new("Bytes by sender", "barchart", $"SELECT COALESCE(source_name, source) AS sender, SUM(bytes) AS bytes FROM {messages} WHERE {Chosen} AND $__unixEpochNanoFilter(last_ns) GROUP BY COALESCE(source_name, source) ORDER BY SUM(bytes) DESC LIMIT 40") { Unit = "bytes" },
            new("Messages", "table", $"SELECT last_ns AS time, point, protocol, kind, COALESCE(source_name, source) AS sender, COALESCE(destination_name, destination) AS receiver, messages, bytes FROM {messages} WHERE {Chosen} AND $__unixEpochNanoFilter(last_ns) ORDER BY last_ns DESC LIMIT 500") { Width = 24 },
            new("Where messages may be missing", "table", $"SELECT point, protocol, reason, times, bytes FROM {doubts} WHERE {Chosen} ORDER BY bytes DESC LIMIT 100") { Width = 24 },
        ];
    }
}
