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

/// <summary><c>/runs/{id}/balance</c>: what came in at each monitor, capture and switch of OpenFlow, and where it ended.</summary>
internal sealed class BalanceResource : IApiResource
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{id}/balance", Ok<BalanceAnswer> (string id, RunViews runs, CancellationToken cancellation) => TypedResults.Ok(Of(runs.Find(id), cancellation)))
        .WithSummary("What came in at each monitor, capture and switch of OpenFlow, and where it ended");

    /// <inheritdoc/>
    public void Report(RunView run, RunReport report) => report.Add($"/runs/{run.Id}/balance", cancellation => Of(run, cancellation), DashboardJson.Default.BalanceAnswer);

    private static BalanceAnswer Of(RunView run, CancellationToken cancellation)
    {
        var sources = new List<BalanceSource>();
        foreach (JsonElement? plan in run.Plan().Member("monitors").Items())
        {
            if (MonitorOf(run, plan.Text("name") ?? "", cancellation) is { } source) { sources.Add(source); }
        }

        foreach (JsonElement? plan in run.Plan().Member("captures").Items())
        {
            string name = plan.Text("name") ?? "";
            if (run.Progress(one => one.Captures.TryGetValue(name, out (long, long) ended) ? ended : ((long Written, long Dropped)?)null) is not { } counts) { continue; }
            sources.Add(new BalanceSource(name,
                [new WaypointAnswer("written", "packets in the file", counts.Written, null, null), new WaypointAnswer("dropped_by_ring", WaypointMeanings.Of(Waypoint.DroppedByRing), counts.Dropped, null, null)],
                counts.Written + counts.Dropped, counts.Written + counts.Dropped));
        }

        sources.AddRange(SwitchesOf(run));
        return new BalanceAnswer(sources);
    }

    // What came in at the ports of a switch of ours, and where it ended, as of the last counters that were written.
    private static IEnumerable<BalanceSource> SwitchesOf(RunView run)
    {
        if (run.Counters.Refresh() is not (> 0 and var count) || run.Counters.Read(count - 1, 1) is not [{ } line]) { yield break; }
        foreach (JsonProperty node in RunView.Parse(line).Member("nodes").Members())
        {
            (string Name, long Packets)[] account = [.. ((JsonElement?)node.Value).Members().Select(one => (one.Name, one.Value.GetInt64()))];
            yield return new BalanceSource(node.Name, [.. account.Select(one => new WaypointAnswer(WaypointRecords.NameOf(one.Name), WaypointMeanings.OfSwitch(one.Name), one.Packets, null, null))], account[0].Packets, account.Skip(1).Sum(one => one.Packets));
        }
    }

    private static BalanceSource? MonitorOf(RunView run, string name, CancellationToken cancellation)
    {
        RunStore store;
        try
        {
            store = RunStore.Open(run, name);
        }
        catch (ApiException)
        {
            // It has not begun, or its tables are elsewhere.
            return null;
        }

        using (store)
        {
            if (!store.Tables.Contains("waypoints")) { return null; }
            var counts = store.Reader.Query($"SELECT waypoint, sum(count) FROM {store.Quoted("waypoints")} GROUP BY waypoint", [], long.MaxValue, cancellation).ToDictionary(row => row[0] as string ?? "", row => row[1] as long? ?? 0, StringComparer.Ordinal);
            var waypoints = new List<WaypointAnswer>();
            long received = 0, accounted = 0;
            foreach (Waypoint waypoint in Enum.GetValues<Waypoint>())
            {
                string word = WaypointRecords.NameOf(waypoint.ToString());
                if (!counts.TryGetValue(word, out long count)) { continue; }
                WaypointRole role = Balance.RoleOf(waypoint);
                if (role == WaypointRole.PacketStart) { received += count; }
                if (role == WaypointRole.PacketEnd) { accounted += count; }
                bool bytes = word.StartsWith("bytes_", StringComparison.Ordinal);
                bool packets = role != WaypointRole.Tally || waypoint == Waypoint.DroppedByRing;
                waypoints.Add(new WaypointAnswer(word, WaypointMeanings.Of(waypoint), packets ? count : null, bytes ? count : null, packets || bytes ? null : count));
            }

            return new BalanceSource(name, waypoints, received, accounted);
        }
    }
}
