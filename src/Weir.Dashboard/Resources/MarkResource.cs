using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Acts;
using Weir.Dashboard.Runs;
using Weir.Dashboard.Serving;
using Weir.Running;

namespace Weir.Dashboard.Resources;

/// <summary><c>POST /runs/{id}/mark</c>: writes a text into the record, as <c>weir mark</c> does.</summary>
internal sealed class MarkResource : IApiResource
{
    private const int Limit = 4096;

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapPost("/runs/{id}/mark", async Task<Ok<EventAnswer>> (string id, MarkOrder order, RunViews runs, CancellationToken cancellation) =>
    {
        RunView run = runs.Find(id);
        if (order.Text is not { Length: > 0 and <= Limit }) { throw ApiException.Bad($"say which text, at most {Limit} characters: {{\"text\":\"cable pulled\"}}"); }
        JsonElement? said = await LivingRun.AskAsync(run, "mark", json => json.WriteString("text", order.Text), cancellation).ConfigureAwait(false);
        return TypedResults.Ok(Find(run, said.Number("time") ?? 0, order.Text));
    }).WithSummary("Writes a text into the events and captures ('weir mark')");

    // The event is in the record before the run answers; it is among the last ones.
    private static EventAnswer Find(RunView run, double time, string text)
    {
        long count = run.Events.Refresh(), first = Math.Max(0, count - 1000);
        List<byte[]> lines = run.Events.Read(first, 1000);
        for (int i = lines.Count - 1; i >= 0; i--)
        {
            if (EventsResource.EventOf(lines[i], first + i) is { Kind: RunEventKinds.Mark } one && one.Time == time && one.Text == text) { return one; }
        }

        throw ApiException.NotAlive(run.Id);
    }
}
