using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Acts;
using Weir.Dashboard.Runs;
using Weir.Dashboard.Serving;

namespace Weir.Dashboard.Resources;

/// <summary><c>POST /runs/{id}/exec</c>: runs a program in a node, as <c>weir exec</c> does.</summary>
internal sealed class ExecResource : IApiResource
{
    private const double Limit = 60;
    private const double DefaultLimit = 10;

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapPost("/runs/{id}/exec", async Task<Ok<ExecAnswer>> (string id, ExecOrder order, RunViews runs, CancellationToken cancellation) =>
    {
        RunView run = runs.Find(id);
        if (string.IsNullOrEmpty(order.Node) || order.Command is not { Count: > 0 } || order.Command.Any(one => one is null)) { throw ApiException.Bad("say which node, and what runs there: {\"node\":\"h1\",\"command\":[\"ip\",\"address\"]}"); }
        double seconds = order.Timeout is { } wanted && double.IsFinite(wanted) ? Math.Clamp(wanted, 0.1, Limit) : DefaultLimit;
        return TypedResults.Ok(await NodeExecution.RunAsync(LivingRun.SocketOf(run), order.Node, order.Command, TimeSpan.FromSeconds(seconds), run.Time, cancellation).ConfigureAwait(false));
    }).WithSummary("Runs a program in a node ('weir exec'); it is killed after 'timeout' seconds (10, 60 at most)");
}
