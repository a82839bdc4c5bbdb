using Weir.Consensus;

namespace Weir.Cli.Grafana;

/// <summary>The votes of a network: messages per block, rounds, time to quorum, what is wrong.</summary>
internal sealed class ConsensusDashboard : IDashboard
{
    private static readonly string[] s_types = ["preprepare", "prepare", "commit", "roundchange"];

    /// <inheritdoc/>
    public string Kind => "consensus";

    /// <inheritdoc/>
    public string Title => "Weir: consensus";

    /// <inheritdoc/>
    public IReadOnlyList<DashboardVariable> Variables(DashboardTables tables) =>
        [new("point", "Point", $"SELECT point FROM {tables.Of(ConsensusTables.Points)} WHERE run = ${{run:sqlstring}} ORDER BY point", Many: true)];

    /// <inheritdoc/>
    public IReadOnlyList<DashboardPanel> Panels(DashboardTables tables)
    {
        string blocks = tables.Of(ConsensusTables.Blocks), frames = tables.Of(ConsensusTables.Frames), rounds = tables.Of(ConsensusTables.Rounds), mismatches = tables.Of(ConsensusTables.Mismatches);
        string sums = string.Join(", ", s_types.Select(type => $"SUM(CASE WHEN f.type = '{type}' THEN f.frames ELSE 0 END) AS {type}"));
        return
        [
            new("Messages received per block at $point", "barchart",
                $"SELECT b.block AS block, {sums} FROM {blocks} b JOIN {frames} f ON f.run = b.run AND f.block = b.block AND f.point = b.point "
                + "WHERE b.run = ${run:sqlstring} AND b.point = ${point:sqlstring} AND f.direction <> 'out' AND $__unixEpochNanoFilter(b.last_ns) GROUP BY b.block ORDER BY b.block") { RepeatsFor = "point", Stacked = true },
            new("Time from preprepare to quorum", "timeseries",
                $"SELECT quorum_ns AS time, point AS metric, preprepare_to_quorum_ms AS milliseconds FROM {blocks} WHERE run = ${{run:sqlstring}} AND point IN (${{point:sqlstring}}) AND preprepare_to_quorum_ms IS NOT NULL AND $__unixEpochNanoFilter(quorum_ns) ORDER BY quorum_ns") { Unit = "ms" },
            new("Highest round of a block", "timeseries",
                $"SELECT b.last_ns AS time, b.point AS metric, MAX(r.round) AS round FROM {blocks} b JOIN {rounds} r ON r.run = b.run AND r.block = b.block AND r.point = b.point "
                + "WHERE b.run = ${run:sqlstring} AND b.point IN (${point:sqlstring}) AND $__unixEpochNanoFilter(b.last_ns) GROUP BY b.block, b.last_ns, b.point ORDER BY b.last_ns"),
            new("Blocks", "stat",
                $"SELECT point, COUNT(*) AS blocks, SUM(decided) AS decided, SUM(CASE WHEN state = 'uncertain' THEN 1 ELSE 0 END) AS uncertain FROM {blocks} WHERE run = ${{run:sqlstring}} AND point IN (${{point:sqlstring}}) AND $__unixEpochNanoFilter(last_ns) GROUP BY point ORDER BY point"),
            new("Messages that are not as an honest node sends them", "table",
                $"SELECT time_ns AS time, point, block, round, type, kind, claimed, signer, detail FROM {mismatches} WHERE run = ${{run:sqlstring}} AND point IN (${{point:sqlstring}}) AND $__unixEpochNanoFilter(time_ns) ORDER BY time_ns DESC LIMIT 500") { Width = 24 },
        ];
    }
}
