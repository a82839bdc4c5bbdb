using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Control;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Reports;
using Weir.Dashboard.Runs;
using Weir.Dashboard.Serving;
using Weir.Running;
using Weir.Wire.OpenFlow;

namespace Weir.Dashboard.Resources;

/// <summary><c>/runs/{id}/switches</c>: OpenFlow switches and their ports.</summary>
internal sealed class SwitchesResource : IApiResource
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{id}/switches", async Task<Ok<IReadOnlyList<SwitchAnswer>>> (string id, RunViews runs, CancellationToken cancellation) =>
    {
        RunView run = runs.Find(id);
        RunSwitches switches = Of(run);
        if (run.Socket is null) { return TypedResults.Ok<IReadOnlyList<SwitchAnswer>>(Planned(switches)); }
        return TypedResults.Ok<IReadOnlyList<SwitchAnswer>>(await Task.WhenAll(switches.All.Select(one => AskAsync(switches, one, run.Time, cancellation))).ConfigureAwait(false));
    }).WithSummary("OpenFlow switches and their ports; of a living run with their counters and how many flows there are");

    /// <inheritdoc/>
    public void Report(RunView run, RunReport report) => report.Add($"/runs/{run.Id}/switches", _ => Planned(Of(run)), DashboardJson.Default.IReadOnlyListSwitchAnswer);

    /// <summary>The switches of a run.</summary>
    internal static RunSwitches Of(RunView run) => new(run.Folder.Root, run.Plan());

    /// <summary>Connects to a switch of a living run.</summary>
    /// <exception cref="ApiException">There is none of this name, or the run is over.</exception>
    /// <exception cref="WeirException">The switch does not answer.</exception>
    internal static Task<FlowClient> ConnectAsync(RunView run, string name, CancellationToken cancellation)
    {
        RunSwitches switches = Of(run);
        PlannedSwitch one = switches.Find(name) ?? throw ApiException.Missing($"the run has no OpenFlow switch '{name}'");
        if (run.Socket is null) { throw ApiException.NotAlive(run.Id); }
        return switches.ConnectAsync(one, run.Time, cancellation);
    }

    private static SwitchAnswer[] Planned(RunSwitches switches) => [.. switches.All.Select(one => Answer(one, [.. one.Interfaces.Select((name, at) => new SwitchPortAnswer((uint)at + 1, name, switches.PeerOf(name), null, null, null, null, null, null, null))], null, null))];

    private static async Task<SwitchAnswer> AskAsync(RunSwitches switches, PlannedSwitch one, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            FlowClient client = await switches.ConnectAsync(one, time, cancellation).ConfigureAwait(false);
            await using (client.ConfigureAwait(false))
            {
                (_, IReadOnlyList<PortState> ports) = await client.PortsAsync(cancellation).ConfigureAwait(false);
                int flows = (await client.DumpAsync(new FlowQuery(), cancellation).ConfigureAwait(false)).Count;
                return Answer(one, [.. ports.Where(port => port.Port.Number < OpenFlowPorts.Max).Select(port => Port(switches, one, port))], flows, null);
            }
        }
        catch (WeirException fault)
        {
            // One switch that is just being made, or hangs, must not hide the others.
            return Answer(one, [], null, fault.Message);
        }
    }

    private static SwitchPortAnswer Port(RunSwitches switches, PlannedSwitch one, PortState port)
    {
        string name = one.InterfaceOf(port.Port.Number) ?? port.Port.Name;
        PortEntry? counters = port.Counters;
        return new SwitchPortAnswer(port.Port.Number, name, switches.PeerOf(name), port.IsUp, counters?.ReceivedPackets, counters?.ReceivedBytes, counters?.SentPackets, counters?.SentBytes, counters?.ReceivedDropped, counters?.SentDropped);
    }

    private static SwitchAnswer Answer(PlannedSwitch one, IReadOnlyList<SwitchPortAnswer> ports, int? flows, string? fault) => new(one.Name, one.Kind, one.Number, one.FailMode, one.Controllers, ports, flows, fault);
}
