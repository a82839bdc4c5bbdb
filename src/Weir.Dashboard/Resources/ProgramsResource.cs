using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Reports;
using Weir.Dashboard.Runs;
using Weir.Dashboard.Serving;
using Weir.Running;

namespace Weir.Dashboard.Resources;

/// <summary><c>/runs/{id}/programs</c>: programs and what they are doing.</summary>
internal sealed class ProgramsResource : IApiResource
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{id}/programs", Ok<IReadOnlyList<ProgramAnswer>> (string id, RunViews runs) => TypedResults.Ok<IReadOnlyList<ProgramAnswer>>(Of(runs.Find(id))))
        .WithSummary("Programs and what they are doing");

    /// <inheritdoc/>
    public void Report(RunView run, RunReport report) => report.Add($"/runs/{run.Id}/programs", _ => Of(run), DashboardJson.Default.IReadOnlyListProgramAnswer);

    /// <summary>One program.</summary>
    /// <exception cref="ApiException">The run has none of this name.</exception>
    internal static ProgramAnswer Of(RunView run, string name) => Of(run).FirstOrDefault(one => one.Name == name) ?? throw ApiException.Missing($"the run has no program '{name}'");

    private static ProgramAnswer[] Of(RunView run) => [.. run.Plan().Member("programs").Items().Select(one => Of(run, one))];

    private static ProgramAnswer Of(RunView run, JsonElement? plan)
    {
        string name = plan.Text("name") ?? "";
        ProgramProgress progress = run.Progress(one => one.Programs.GetValueOrDefault(name, ProgramProgress.Waiting));
        string log = run.Folder.LogOf(name);
        // What says when it is ready counts as running until then; what does not is never more than running.
        string state = progress.State == "running" && plan.Member("ready") is not null ? "ready" : progress.State;
        return new ProgramAnswer(name, plan.Text("node") ?? "", plan.Text("kind") ?? "", [.. plan.Member("command").Items().Select(one => one?.GetString() is { } word ? word == Declaration.ProgramCommand.Self ? "weir" : word : "")], state, progress.Exit, progress.Process, progress.Starts,
            File.Exists(log) ? new FileInfo(log).Length : 0);
    }
}
