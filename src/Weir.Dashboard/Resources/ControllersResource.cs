using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Control;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Reports;
using Weir.Dashboard.Runs;
using Weir.Running;

namespace Weir.Dashboard.Resources;

/// <summary><c>/runs/{id}/controllers</c>: controllers and what they know.</summary>
internal sealed class ControllersResource : IApiResource
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{id}/controllers", Ok<IReadOnlyList<ControllerAnswer>> (string id, RunViews runs) => TypedResults.Ok<IReadOnlyList<ControllerAnswer>>(Of(runs.Find(id))))
        .WithSummary("OpenFlow controllers and what they know: switches, links between them, addresses; of a run that is over what they knew in the end");

    /// <inheritdoc/>
    public void Report(RunView run, RunReport report) => report.Add($"/runs/{run.Id}/controllers", _ => Of(run), DashboardJson.Default.IReadOnlyListControllerAnswer);

    private static ControllerAnswer[] Of(RunView run)
    {
        RunSwitches switches = SwitchesResource.Of(run);
        if (switches.Controllers.Count == 0) { return []; }
        var owners = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (JsonElement? node in run.Plan().Member("nodes").Items())
        {
            foreach (JsonElement? one in node.Member("interfaces").Items()) { owners[one.Text("mac") ?? ""] = node.Text("name") ?? ""; }
        }

        return [.. switches.Controllers.Select(one => Of(switches, one, owners))];
    }

    private static ControllerAnswer Of(RunSwitches switches, PlannedController one, Dictionary<string, string> owners)
    {
        ControllerView? view = switches.ViewOf(one.Name);
        return new ControllerAnswer(one.Name, one.App, one.Node, one.Switches,
            [.. (view?.Switches ?? []).Select(there => new ConnectedSwitchAnswer(ControllerView.Number(there.Datapath), switches.Find(there.Datapath)?.Name, there.Version, there.Since, there.Ports))],
            [.. (view?.Links ?? []).Select(link => new SwitchLinkAnswer(Place(switches, link.One), Place(switches, link.Other), link.Carries))],
            [.. (view?.Hosts ?? []).Select(host => new LearnedHostAnswer(host.Address.ToString(), owners.GetValueOrDefault(host.Address.ToString()), Place(switches, host.At)))],
            view?.HostCount ?? 0, new Dictionary<string, long>(view?.Counters ?? []));
    }

    private static SwitchPlaceAnswer Place(RunSwitches switches, SwitchPort port)
    {
        PlannedSwitch? node = switches.Find(port.Datapath);
        return new SwitchPlaceAnswer(node?.Name ?? ControllerView.Number(port.Datapath), port.Port, node?.InterfaceOf(port.Port));
    }
}
