using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Reports;
using Weir.Dashboard.Runs;

namespace Weir.Dashboard.Resources;

/// <summary><c>/runs</c>: all runs, the newest first.</summary>
internal sealed class RunsResource : IApiResource
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs", Ok<IReadOnlyList<RunSummary>> (RunSummaries summaries) => TypedResults.Ok(summaries.All()))
        .WithSummary("All runs, the newest first");

    /// <inheritdoc/>
    public void Report(RunView run, RunReport report) => report.Add("/runs", _ => [RunSummaries.Read(run)], DashboardJson.Default.IReadOnlyListRunSummary);
}
