using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Control;
using Weir.Dashboard.Acts;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Runs;
using Weir.Dashboard.Serving;
using Weir.Wire.OpenFlow;

namespace Weir.Dashboard.Resources;

/// <summary><c>POST /runs/{id}/switches/{name}/flows</c>: adds, changes and deletes flows, as <c>weir flow</c> does. The run's events say so.</summary>
internal sealed class FlowOrderResource : IApiResource
{
    private const int FlowLimit = 10_000;

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapPost("/runs/{id}/switches/{name}/flows", async Task<Ok<FlowOrderAnswer>> (string id, string name, FlowOrder order, RunViews runs, CancellationToken cancellation) =>
    {
        RunView run = runs.Find(id);
        FlowModCommand command = order.Action switch
        {
            "add" => FlowModCommand.Add,
            "mod" => FlowModCommand.Modify,
            "del" => FlowModCommand.Delete,
            _ => throw ApiException.Bad("'action' is add, mod or del"),
        };
        if (order.Flows is not { Count: > 0 and <= FlowLimit } || order.Flows.Any(one => one is null)) { throw ApiException.Bad($"say which flows, {FlowLimit} at most: {{\"action\":\"add\",\"flows\":[\"in_port=4,actions=output:1\"]}}"); }
        FlowMod[] flows = [.. order.Flows.Select(text => FlowText.ParseFlow(text, command))];
        FlowClient client = await SwitchesResource.ConnectAsync(run, name, cancellation).ConfigureAwait(false);
        await using (client.ConfigureAwait(false)) { await client.ChangeAsync(flows, cancellation).ConfigureAwait(false); }
        await LivingRun.AskAsync(run, "mark", json => json.WriteString("text", $"flows of {name}: {order.Action} {string.Join("; ", order.Flows.Take(4))}{(order.Flows.Count > 4 ? " ..." : "")}"), cancellation).ConfigureAwait(false);
        return TypedResults.Ok(new FlowOrderAnswer(order.Action, flows.Length));
    }).WithSummary("Adds, changes or deletes flows of a switch ('weir flow add|mod|del'), in the syntax of ovs-ofctl");
}
