using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weir.Dashboard.Runs;
using Weir.Dashboard.Streams;

namespace Weir.Dashboard.Resources;

/// <summary><c>/runs/{id}/stream</c>: what happens, as it happens.</summary>
internal sealed class StreamResource : IApiResource
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{id}/stream", (string id, long? after, RunViews runs, HttpContext context) => RunAsync(runs.Find(id), after, context))
        .Produces(StatusCodes.Status200OK, contentType: "text/event-stream").WithSummary("Events, counters, changed tables, grown logs and the state as they come (server-sent events); events from behind the index 'after' or Last-Event-ID");

    private static Task RunAsync(RunView run, long? after, HttpContext context)
    {
        long last = long.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out long seen) ? seen : after ?? -1;
        return new RunStream(run, new EventStream(context, run.Time)).RunAsync(last, context.RequestAborted);
    }
}
