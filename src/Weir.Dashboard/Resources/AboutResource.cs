using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Reports;
using Weir.Dashboard.Runs;

namespace Weir.Dashboard.Resources;

/// <summary><c>/about</c>: this server.</summary>
internal sealed class AboutResource : IApiResource
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/about", Ok<AboutAnswer> (RunViews runs) => TypedResults.Ok(Of(runs.Options.Version, runs.Options.Current)))
        .WithSummary("This server, and the run that it belongs to");

    /// <inheritdoc/>
    public void Report(RunView run, RunReport report) => report.Add("/about", _ => Of(report.Version, run.Id), DashboardJson.Default.AboutAnswer);

    private static AboutAnswer Of(string version, string? current) => new(version, Environment.MachineName, RuntimeInformation.OSDescription, current);
}
