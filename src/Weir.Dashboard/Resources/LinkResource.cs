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

/// <summary><c>POST /runs/{id}/link</c>: changes a link, as <c>weir link</c> does.</summary>
internal sealed class LinkResource : IApiResource
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapPost("/runs/{id}/link", async Task<Ok<LinkChangeAnswer>> (string id, LinkOrder order, RunViews runs, CancellationToken cancellation) =>
    {
        RunView run = runs.Find(id);
        bool reset = order.Reset == true;
        if (order.Link is not { Length: > 0 } || (!reset && order.Up is null && order.Values is not { Count: > 0 })) { throw ApiException.Bad("say which link and what: {\"link\":\"h1 -- s1\",\"delay\":\"20 ms\"}"); }
        JsonElement? answer = await LivingRun.AskAsync(run, "link", json => Write(json, order, reset), cancellation).ConfigureAwait(false);
        return TypedResults.Ok(new LinkChangeAnswer(answer.Text("link") ?? order.Link, answer.Text("now") ?? ""));
    }).WithSummary("Changes what a link does to packets ('weir link'): 'up', and the keys of a link in a lab file as text; 'reset' puts back what the file says");

    private static void Write(Utf8JsonWriter json, LinkOrder order, bool reset)
    {
        json.WriteString("action", reset ? "reset" : "set");
        json.WriteString("link", order.Link);
        json.WriteStartObject("values");
        if (!reset)
        {
            if (order.Up is { } up) { json.WriteString("state", up ? "up" : "down"); }
            foreach ((string name, JsonElement value) in order.Values ?? []) { json.WriteString(name, value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()); }
        }

        json.WriteEndObject();
    }
}
