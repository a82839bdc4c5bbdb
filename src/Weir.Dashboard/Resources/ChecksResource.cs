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

/// <summary><c>/runs/{id}/checks</c>: checks and what became of them.</summary>
internal sealed class ChecksResource : IApiResource
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{id}/checks", Ok<IReadOnlyList<CheckAnswer>> (string id, RunViews runs) => TypedResults.Ok<IReadOnlyList<CheckAnswer>>(Of(runs.Find(id))))
        .WithSummary("Checks and what became of them");

    /// <inheritdoc/>
    public void Report(RunView run, RunReport report) => report.Add($"/runs/{run.Id}/checks", _ => Of(run), DashboardJson.Default.IReadOnlyListCheckAnswer);

    private static List<CheckAnswer> Of(RunView run)
    {
        IReadOnlyList<RecordedCheck> recorded = RunRecord.Read(run.Folder).Checks;
        bool over = run.State() is "ended" or "killed";
        int at = 0;
        var checks = new List<CheckAnswer>();
        foreach (JsonElement? plan in run.Plan().Member("checks").Items())
        {
            string name = plan.Text("name") ?? "";
            // The record has them in the order of the plan.
            RecordedCheck? result = at < recorded.Count && recorded[at].Name == name ? recorded[at] : run.Progress(one => one.Checks.GetValueOrDefault(name));
            at++;
            checks.Add(new CheckAnswer(name, plan.Text("kind") ?? "", ModeOf(plan), result?.Result ?? (over ? "skip" : "waiting"), result?.Message ?? plan.Text("leftOut"), result?.Seconds));
        }

        return checks;
    }

    private static string ModeOf(JsonElement? plan)
    {
        string seconds = (plan.Number("limit") ?? 0).ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);
        return plan.Text("mode") switch
        {
            "within" => $"within {seconds} s",
            "at" => $"at {seconds} s",
            "ready" => "when ready",
            "end" => "at the end",
            var other => other ?? "",
        };
    }
}
