using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weir.Control;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Runs;
using Weir.Dashboard.Streams;

namespace Weir.Dashboard.Resources;

/// <summary><c>/runs/{id}/switches/{name}/stream</c>: flows of a living switch as they come and go.</summary>
internal sealed class FlowStreamResource : IApiResource
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{id}/switches/{name}/stream", (string id, string name, RunViews runs, HttpContext context) => RunAsync(runs.Find(id), name, context))
        .Produces(StatusCodes.Status200OK, contentType: "text/event-stream").WithSummary("Flows of a switch of a living run as they come and go, looked at twice a second (server-sent events); first all that are there");

    private static async Task RunAsync(RunView run, string name, HttpContext context)
    {
        CancellationToken gone = context.RequestAborted;
        FlowClient client = await SwitchesResource.ConnectAsync(run, name, gone).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            var watch = new FlowWatch(client);
            var stream = new EventStream(context, run.Time);
            try
            {
                while (true)
                {
                    foreach (FlowChange one in await watch.LookAsync(gone).ConfigureAwait(false))
                    {
                        await stream.SendAsync("flow", new FlowChangeNote(one.IsAdded ? "added" : "removed", FlowsResource.Of(one.Flow, client.Version)), DashboardJson.Default.FlowChangeNote, gone).ConfigureAwait(false);
                    }

                    await stream.PauseAsync(s_pause, gone).ConfigureAwait(false);
                }
            }
            catch (WeirException)
            {
                // The switch went away with its run: that is where the stream ends.
                await stream.SendAsync("end", new StateNote(run.State(), run.Now(), null, null), DashboardJson.Default.StateNote, gone).ConfigureAwait(false);
            }
        }
    }
}
