using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Acts;
using Weir.Dashboard.Runs;
using Weir.Dashboard.Serving;

namespace Weir.Dashboard.Resources;

/// <summary><c>POST /runs/{id}/programs/{name}/{action}</c>: stops or starts a program, as <c>weir program</c> does.</summary>
internal sealed class ProgramActResource : IApiResource
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapPost("/runs/{id}/programs/{name}/{action}", async Task<Ok<ProgramAnswer>> (string id, string name, string action, RunViews runs, CancellationToken cancellation) =>
    {
        RunView run = runs.Find(id);
        _ = ProgramsResource.Of(run, name);
        if (!Running.Requests.ProgramRequest.Actions.Contains(action)) { throw ApiException.Missing($"'{action}' cannot be done to a program: {string.Join(", ", Running.Requests.ProgramRequest.Actions)} can"); }
        await LivingRun.AskAsync(run, "program", json =>
        {
            json.WriteString("program", name);
            json.WriteString("action", action);
        }, cancellation).ConfigureAwait(false);
        return TypedResults.Ok(ProgramsResource.Of(run, name));
    }).WithSummary("Does something to a program ('weir program'): stop, start, restart, pause or resume");
}
