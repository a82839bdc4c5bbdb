using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Acts;
using Weir.Dashboard.Runs;

namespace Weir.Dashboard.Resources;

/// <summary><c>POST /runs/{id}/down</c>: ends a run, as <c>weir down</c> does.</summary>
internal sealed class DownResource : IApiResource
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapPost("/runs/{id}/down", async Task<Ok<DownAnswer>> (string id, RunViews runs, CancellationToken cancellation) =>
    {
        RunView run = runs.Find(id);
        // The first event says that it has begun; what follows is in the stream.
        await LivingRun.AskAsync(run, "down", null, cancellation).ConfigureAwait(false);
        return TypedResults.Ok(new DownAnswer(run.Id, "removing"));
    }).WithSummary("Ends the run and removes what it built ('weir down')");
}
