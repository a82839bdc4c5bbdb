using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Runs;
using Weir.Dashboard.Streams;

namespace Weir.Dashboard.Resources;

/// <summary><c>/runs/stream</c>: a note whenever the list of runs changes.</summary>
internal sealed class RunsStreamResource : IApiResource
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/stream", (RunViews runs, RunSummaries summaries, HttpContext context) => RunAsync(runs, summaries, context))
        .Produces(StatusCodes.Status200OK, contentType: "text/event-stream").WithSummary("A note whenever the list of runs changes (server-sent events)");

    private static async Task RunAsync(RunViews runs, RunSummaries summaries, HttpContext context)
    {
        var stream = new EventStream(context, runs.Options.Time);
        string before = "";
        while (true)
        {
            IReadOnlyList<RunSummary> all = summaries.All();
            string now = string.Join('\n', all.Select(one => $"{one.Id} {one.State} {one.Result} {one.Checks}"));
            if (now != before) { await stream.SendAsync("runs", new RunsNote(all.Count), DashboardJson.Default.RunsNote, context.RequestAborted).ConfigureAwait(false); }
            before = now;
            await stream.PauseAsync(s_pause, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
