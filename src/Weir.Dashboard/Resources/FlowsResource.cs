using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weir.Control;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Runs;
using Weir.Wire.OpenFlow;

namespace Weir.Dashboard.Resources;

/// <summary><c>/runs/{id}/switches/{name}/flows</c>: the flows of a living switch.</summary>
internal sealed class FlowsResource : IApiResource
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{id}/switches/{name}/flows", async Task<Ok<IReadOnlyList<FlowAnswer>>> (string id, string name, string? match, RunViews runs, CancellationToken cancellation) =>
    {
        FlowClient client = await SwitchesResource.ConnectAsync(runs.Find(id), name, cancellation).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            FlowMod wanted = FlowText.ParseFlow(match ?? "", FlowModCommand.Delete);
            IReadOnlyList<FlowEntry> flows = await client.DumpAsync(new FlowQuery { Match = wanted.Match, Table = wanted.Table, OutPort = wanted.OutPort, OutGroup = wanted.OutGroup, Cookie = wanted.Cookie, CookieMask = wanted.CookieMask }, cancellation).ConfigureAwait(false);
            return TypedResults.Ok<IReadOnlyList<FlowAnswer>>([.. flows.OrderBy(flow => flow.Table).ThenByDescending(flow => flow.Priority).Select(flow => Of(flow, client.Version))]);
        }
    }).WithSummary("Flows of a switch of a living run, those of the highest priority first ('weir flow dump'); 'match' in the syntax of ovs-ofctl");

    /// <summary>A flow as an answer.</summary>
    internal static FlowAnswer Of(FlowEntry flow, OpenFlowVersion version) => new(flow.Table, flow.Priority, FlowText.Format(flow.Match, FlowMod.DefaultPriority, version), FlowText.Format(flow.Instructions, version),
        string.Create(CultureInfo.InvariantCulture, $"0x{flow.Cookie:x}"), flow.Packets, flow.Bytes, Math.Round(flow.Seconds + (flow.Nanoseconds / 1e9), 3), flow.IdleTimeout, flow.HardTimeout);
}
