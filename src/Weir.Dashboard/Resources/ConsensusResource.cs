using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Reports;
using Weir.Dashboard.Runs;
using Weir.Dashboard.Serving;
using Weir.Running;

namespace Weir.Dashboard.Resources;

/// <summary><c>/runs/{id}/consensus/{monitor}</c>: blocks, rounds and nodes as a consensus monitor saw them.</summary>
internal sealed class ConsensusResource : IApiResource
{
    private const int Limit = 1000;
    private const int DefaultBlocks = 60;
    private static readonly string[] s_types = ["preprepare", "prepare", "commit", "roundchange"];

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{id}/consensus/{monitor}", Ok<ConsensusAnswer> (string id, string monitor, int? last, string? point, RunViews runs, CancellationToken cancellation) =>
        TypedResults.Ok(Of(runs.Find(id), monitor, Math.Clamp(last ?? DefaultBlocks, 1, Limit), point, cancellation)))
        .WithSummary("The last blocks, their rounds and their nodes as a consensus monitor saw them, at one point or, when none is said, at the point that saw most");

    /// <inheritdoc/>
    public void Report(RunView run, RunReport report)
    {
        foreach (JsonElement? plan in run.Plan().Member("monitors").Items())
        {
            if (plan.Text("kind") != "consensus" || plan.Text("name") is not { } name) { continue; }
            report.Add($"/runs/{run.Id}/consensus/{name}", cancellation => Of(run, name, DefaultBlocks, null, cancellation), DashboardJson.Default.ConsensusAnswer);
        }
    }

    private static ConsensusAnswer Of(RunView run, string monitor, int last, string? point, CancellationToken cancellation)
    {
        using var store = RunStore.Open(run, monitor);
        if (store.Kind != "consensus") { throw ApiException.Missing($"monitor {monitor} is of kind {store.Kind}, not consensus"); }
        string[] points = [.. Query(store, $"SELECT point FROM {store.Quoted("points")} ORDER BY point", [], cancellation).Select(row => row[0] as string ?? "")];
        if (point is not null && !points.Contains(point, StringComparer.Ordinal)) { throw ApiException.Missing($"there is no point '{point}': there are {string.Join(", ", points)}"); }
        string at = point is null ? "" : " AND point = ?2";
        object[] bounds = [Lowest(store, last, cancellation), .. point is null ? Array.Empty<object>() : [point]];
        return new ConsensusAnswer(points, Blocks(run, store, at, bounds, cancellation), Nodes(store, at, bounds, cancellation), Rounds(store, at, bounds, cancellation));
    }

    private static long Lowest(RunStore store, int last, CancellationToken cancellation) =>
        Query(store, $"SELECT min(block) FROM (SELECT DISTINCT block FROM {store.Quoted("blocks")} ORDER BY block DESC LIMIT ?1)", [(long)last], cancellation) is [[long lowest]] ? lowest : 0;

    private static List<BlockAnswer> Blocks(RunView run, RunStore store, string at, object[] bounds, CancellationToken cancellation)
    {
        // Different messages of each type, both directions together; of several points the one that saw most in a round.
        string most = $"SELECT block, max(preprepares) AS preprepares, max(prepares) AS prepares, max(commits) AS commits, max(roundchanges) AS roundchanges FROM {store.Quoted("rounds")} WHERE block >= ?1{at} GROUP BY block, round";
        var counts = Query(store, $"SELECT block, sum(preprepares), sum(prepares), sum(commits), sum(roundchanges) FROM ({most}) GROUP BY block", bounds, cancellation)
            .ToDictionary(row => Long(row[0]), row => new MessageCounts(Long(row[1]), Long(row[2]), Long(row[3]), Long(row[4])));

        DateTimeOffset? clock = run.Clock();
        string sql = $"SELECT block, min(first_ns), max(state), max(decided), max(round), max(proposer), min(preprepare_to_quorum_ms) FROM {store.Quoted("blocks")} WHERE block >= ?1{at} GROUP BY block ORDER BY block";
        return [.. Query(store, sql, bounds, cancellation).Select(row => new BlockAnswer(Long(row[0]), Seconds(row[1], clock), row[2] as string ?? "", Long(row[3]) != 0, row[4] as long?, row[5] as string,
            row[6] is double milliseconds ? Math.Round(milliseconds, 3) : null, counts.GetValueOrDefault(Long(row[0]), new MessageCounts(0, 0, 0, 0))))];
    }

    private static List<ConsensusNode> Nodes(RunStore store, string at, object[] bounds, CancellationToken cancellation)
    {
        var counts = new SortedDictionary<string, MessageCounts>(StringComparer.Ordinal);
        foreach (object?[] row in Query(store, $"SELECT sender, type, sum(messages) FROM (SELECT sender, type, block, round, max(messages) AS messages FROM {store.Quoted("distinct_messages")} WHERE block >= ?1{at} AND sender IS NOT NULL GROUP BY sender, type, block, round) GROUP BY sender, type", bounds, cancellation))
        {
            string node = row[0] as string ?? "";
            counts[node] = With(counts.GetValueOrDefault(node, new MessageCounts(0, 0, 0, 0)), row[1] as string, Long(row[2]));
        }

        var mismatches = Query(store, $"SELECT claimed, count(*) FROM {store.Quoted("mismatches")} WHERE block >= ?1{at} GROUP BY claimed", bounds, cancellation).ToDictionary(row => row[0] as string ?? "", row => Long(row[1]), StringComparer.Ordinal);
        return [.. counts.Select(one => new ConsensusNode(one.Key, one.Value, mismatches.GetValueOrDefault(one.Key)))];
    }

    private static List<RoundAnswer> Rounds(RunStore store, string at, object[] bounds, CancellationToken cancellation) =>
        [.. Query(store, $"SELECT block, round, max(proposer), max(decided), max(prepares), max(commits), max(roundchanges) FROM {store.Quoted("rounds")} WHERE block >= ?1{at} GROUP BY block, round ORDER BY block, round", bounds, cancellation)
            .Select(row => new RoundAnswer(Long(row[0]), Long(row[1]), row[2] as string, Long(row[3]) != 0, Long(row[4]), Long(row[5]), Long(row[6])))];

    private static MessageCounts With(MessageCounts before, string? type, long count) => Array.IndexOf(s_types, type) switch
    {
        0 => before with { Preprepare = count },
        1 => before with { Prepare = count },
        2 => before with { Commit = count },
        3 => before with { Roundchange = count },
        _ => before,
    };

    private static List<object?[]> Query(RunStore store, string sql, object[] arguments, CancellationToken cancellation) => store.Reader.Query(sql, arguments, long.MaxValue, cancellation);

    private static long Long(object? value) => value as long? ?? 0;

    private static double? Seconds(object? nanoseconds, DateTimeOffset? clock) =>
        nanoseconds is long time && clock is { } start ? Math.Round(((time / 100) - (start.UtcTicks - DateTime.UnixEpoch.Ticks)) / (double)TimeSpan.TicksPerSecond, 6) : null;
}
