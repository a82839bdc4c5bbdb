using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Runs;
using Weir.Running;

namespace Weir.Dashboard.Resources;

/// <summary><c>/runs/{a}/diff/{b}</c>: how two runs differ, as <c>weir diff --json</c> prints it.</summary>
internal sealed class DiffResource : IApiResource
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{a}/diff/{b}", Ok<DiffAnswer> (string a, string b, RunViews runs) => TypedResults.Ok(Of(runs.Find(a), runs.Find(b))))
        .WithSummary("How two runs differ: what 'weir diff --json' prints");

    private static DiffAnswer Of(RunView first, RunView second)
    {
        var difference = RunDifference.Of(RunRecord.Read(first.Folder), RunRecord.Read(second.Folder));
        return new DiffAnswer(first.Id, second.Id, difference.SameResults, difference.LabLines, Notes(difference.Plan), Notes(difference.Machine), Notes(difference.Results), Notes(difference.Messages), Notes(difference.Durations), Notes(difference.Counters));
    }

    private static ValueNote[] Notes(IReadOnlyList<ValueDifference> differences) => [.. differences.Select(one => new ValueNote(one.Name, one.First, one.Second))];
}
