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

/// <summary><c>/runs/{id}</c>: one run.</summary>
internal sealed class RunResource : IApiResource
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{id}", async Task<Ok<RunAnswer>> (string id, RunViews runs, CancellationToken cancellation) =>
    {
        RunView run = runs.Find(id);
        return TypedResults.Ok(Of(run, await LivingRun.TryAskAsync(run, "status", cancellation).ConfigureAwait(false), cancellation));
    }).WithSummary("One run: its result, its machine, its monitors and captures");

    /// <inheritdoc/>
    public void Report(RunView run, RunReport report) => report.Add($"/runs/{run.Id}", _ => Of(run, null, CancellationToken.None), DashboardJson.Default.RunAnswer);

    private static RunAnswer Of(RunView run, JsonElement? status, CancellationToken cancellation)
    {
        // In this order: what has ended has its verdict.
        string state = run.State();
        var record = RunRecord.Read(run.Folder);
        JsonElement? plan = run.Plan(), verdict = RecordJson.Read(run.Folder.Verdict);
        return new RunAnswer
        {
            Id = run.Id, Lab = record.Lab, Begin = RunSummaries.BeginOf(record), State = state, Result = record.Result, Trust = record.Trust, Seconds = RunSummaries.SecondsOf(record, run, state),
            Nodes = RunSummaries.CountOf(plan, "nodes"), Links = RunSummaries.CountOf(plan, "links"), Checks = RunSummaries.ChecksOf(record, run),
            Description = plan.Text("description"), Seed = plan.Member("seed") is { ValueKind: JsonValueKind.Number } seed && seed.TryGetInt64(out long exact) ? exact : null, Duration = plan.Number("duration"), Now = run.Now(),
            Vars = record.Variables.ToDictionary(StringComparer.Ordinal), Host = RecordJson.Read(run.Folder.Host),
            Durations = record.Durations.Count == 0 ? null : record.Durations.ToDictionary(StringComparer.Ordinal),
            Reasons = Texts(verdict, "reasons"), Doubts = Texts(verdict, "doubts"), Folder = run.Folder.Root,
            Monitors = [.. plan.Member("monitors").Items().Select(one => MonitorOf(run, one, cancellation))],
            Captures = [.. plan.Member("captures").Items().Select(one => CaptureOf(run, one, status))],
        };
    }

    private static MonitorAnswer MonitorOf(RunView run, JsonElement? plan, CancellationToken cancellation)
    {
        string name = plan.Text("name") ?? "", kind = plan.Text("kind") ?? "";
        try
        {
            using var store = RunStore.Open(run, name);
            return new MonitorAnswer(name, kind, [.. store.Tables.Select(table => new TableSize(table, TableResource.Count(store, table, "", cancellation)))]);
        }
        catch (Exception absent) when (absent is ApiException or WeirException)
        {
            // It has not begun, its tables are elsewhere, or cannot be read.
            return new MonitorAnswer(name, kind, []);
        }
    }

    private static CaptureAnswer CaptureOf(RunView run, JsonElement? plan, JsonElement? status)
    {
        string name = plan.Text("name") ?? "";
        (long, long)? counted = run.Progress(one => one.Captures.TryGetValue(name, out (long, long) ended) ? ended : ((long, long)?)null);
        if (counted is null && status.Member("captures").Items().FirstOrDefault(one => one.Text("name") == name) is { } now)
        {
            counted = ((long)(((JsonElement?)now).Number("written") ?? 0), (long)(((JsonElement?)now).Number("dropped") ?? 0));
        }

        long bytes = CaptureFiles.Of(run, name).Sum(file => new FileInfo(file).Length);
        return new CaptureAnswer(name, [.. plan.Member("interfaces").Items().Select(one => one?.GetString() ?? "")], bytes, counted?.Item1, counted?.Item2);
    }

    private static string[] Texts(JsonElement? json, string name) => [.. json.Member(name).Items().Select(one => one?.GetString() ?? "")];
}
