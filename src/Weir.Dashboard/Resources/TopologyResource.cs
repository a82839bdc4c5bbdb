using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Reports;
using Weir.Dashboard.Runs;
using Weir.Running;

namespace Weir.Dashboard.Resources;

/// <summary><c>/runs/{id}/topology</c>: nodes and links, as planned and as the user and the time line have changed them since.</summary>
internal sealed class TopologyResource : IApiResource
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{id}/topology", Ok<TopologyAnswer> (string id, RunViews runs) => TypedResults.Ok(Of(runs.Find(id))))
        .WithSummary("Nodes, interfaces and links, and what is asked of the links now");

    /// <inheritdoc/>
    public void Report(RunView run, RunReport report) => report.Add($"/runs/{run.Id}/topology", _ => Of(run), DashboardJson.Default.TopologyAnswer);

    private static TopologyAnswer Of(RunView run)
    {
        JsonElement? plan = run.Plan();
        var programs = plan.Member("programs").Items().ToLookup(one => one.Text("node") ?? "", one => one.Text("name") ?? "");
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        var nodes = new List<NodeAnswer>();
        foreach (JsonElement? node in plan.Member("nodes").Items())
        {
            string name = node.Text("name") ?? "";
            InterfaceAnswer[] interfaces = [.. node.Member("interfaces").Items().Select(one => new InterfaceAnswer(one.Text("name") ?? "", one.Text("fullName") ?? "", one.Text("mac") ?? "", Texts(one, "addresses")))];
            foreach (InterfaceAnswer one in interfaces) { owners[one.FullName] = name; }
            nodes.Add(new NodeAnswer(name, node.Text("kind") ?? "", [.. interfaces.SelectMany(one => one.Addresses)], interfaces, [.. programs[name]]));
        }

        return new TopologyAnswer(nodes, [.. plan.Member("links").Items().Select(link => LinkOf(run, link, owners))]);
    }

    private static LinkAnswer LinkOf(RunView run, JsonElement? link, Dictionary<string, string> owners)
    {
        string name = link.Text("name") ?? "", a = link.Text("a") ?? "", b = link.Text("b") ?? "";
        LinkEnd first = new(owners.GetValueOrDefault(a, ""), a), second = new(owners.GetValueOrDefault(b, ""), b);
        string? changed = run.Progress(one => one.Links.GetValueOrDefault(name));
        (bool up, string text) = changed is null ? LinkWords.OfPlan(link, first.Node, second.Node) : LinkWords.OfChange(changed);
        return new LinkAnswer(name, first, second, link.Text("backend") ?? "", up, text);
    }

    private static string[] Texts(JsonElement? json, string name) => [.. json.Member(name).Items().Select(one => one?.GetString() ?? "")];
}
