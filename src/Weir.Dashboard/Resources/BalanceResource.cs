using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Dashboard.Acts;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Reports;
using Weir.Dashboard.Runs;
using Weir.Dashboard.Serving;
using Weir.Running;

namespace Weir.Dashboard.Resources;

/// <summary><c>/runs/{id}/balance</c>: what came in at each monitor, capture and switch of OpenFlow, and where it ended; and switches beside the captures at their ports.</summary>
internal sealed class BalanceResource : IApiResource
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{id}/balance", async Task<Ok<BalanceAnswer>> (string id, RunViews runs, CancellationToken cancellation) =>
    {
        RunView run = runs.Find(id);
        JsonElement? now = await LivingRun.TryAskAsync(run, "ports", cancellation).ConfigureAwait(false);
        return TypedResults.Ok(Of(run, now.Member("ports"), cancellation));
    }).WithSummary("What came in at each monitor, capture and switch of OpenFlow, and where it ended; and what switches counted at their ports beside what captures saw there");

    /// <inheritdoc/>
    public void Report(RunView run, RunReport report) => report.Add($"/runs/{run.Id}/balance", cancellation => Of(run, null, cancellation), DashboardJson.Default.BalanceAnswer);

    private static BalanceAnswer Of(RunView run, JsonElement? ports, CancellationToken cancellation)
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
        sources.AddRange((ports ?? RecordJson.Read(run.Folder.Ports)).Items().Select(PortOf));
        return new BalanceAnswer(sources);
    }

    // In is what the switch counted, both ways; each of these frames passed the capture, or the capture says what became of it.
    private static BalanceSource PortOf(JsonElement? port)
    {
        long counted = Number("countedIn") + Number("countedOut"), seen = Number("seenIn") + Number("seenOut"), lost = Number("lost");
        var waypoints = new List<WaypointAnswer> { Of("seen_in", Number("seenIn")), Of("seen_out", Number("seenOut")), Of("dropped_by_ring", lost) };
        long missing = Number("missing");
        // What a filter keeps away is what is left; without one everything must have been seen or lost.
        if (port.Member("filtered") is { ValueKind: JsonValueKind.True }) { waypoints.Add(Of("filtered", Math.Max(0, counted - seen - lost - Math.Max(0, missing)))); }
        return new BalanceSource($"{port.Text("switch")} port {port.Text("port")} ({port.Text("interface")}) in capture {port.Text("capture")}", waypoints, counted, counted - missing);

        WaypointAnswer Of(string name, long packets) => new(name, name == "dropped_by_ring" ? WaypointMeanings.Of(Waypoint.DroppedByRing) : WaypointMeanings.OfPort(name), packets, null, null);

        long Number(string name) => (long)(port.Number(name) ?? 0);
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
        catch (Exception absent) when (absent is ApiException or WeirException)
        {
            // It has not begun, its tables are elsewhere, or cannot be read.
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
