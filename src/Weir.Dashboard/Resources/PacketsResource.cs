using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Packets;
using Weir.Dashboard.Reports;
using Weir.Dashboard.Runs;
using Weir.Running;

namespace Weir.Dashboard.Resources;

/// <summary><c>/runs/{id}/captures/{capture}/packets</c>: packets in a line each.</summary>
internal sealed class PacketsResource : IApiResource
{
    private const int Limit = 500;
    private const int DefaultLimit = 200;

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{id}/captures/{capture}/packets", Ok<PacketsAnswer> (string id, string capture, long? from, int? limit, string? filter, string? file, RunViews runs, CancellationToken cancellation) =>
        TypedResults.Ok(new PacketWalk(runs.Find(id), capture, file).List(Math.Max(1, from ?? 1), Math.Clamp(limit ?? DefaultLimit, 1, Limit), filter, cancellation)))
        .WithSummary("Packets of a capture from the number 'from' on, 'limit' of them (200, 500 at most), those that 'filter' means (the language of 'weir decode --where'); of a row of files the newest, or 'file'");

    /// <inheritdoc/>
    public void Report(RunView run, RunReport report)
    {
        foreach (JsonElement? plan in run.Plan().Member("captures").Items())
        {
            string name = plan.Text("name") ?? "";
            if (CaptureFiles.Of(run, name).Count == 0) { continue; }
            report.Add($"/runs/{run.Id}/captures/{name}/packets", cancellation => new PacketWalk(run, name).Begin(RunReport.Packets, cancellation), DashboardJson.Default.PacketsAnswer);
        }
    }
}
