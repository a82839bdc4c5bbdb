using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Packets;
using Weir.Dashboard.Runs;

namespace Weir.Dashboard.Resources;

/// <summary><c>/runs/{id}/captures/{capture}/packets/{number}</c>: one packet with its layers.</summary>
internal sealed class PacketResource : IApiResource
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{id}/captures/{capture}/packets/{number:long}", Ok<PacketAnswer> (string id, string capture, long number, string? file, RunViews runs) =>
        TypedResults.Ok(new PacketWalk(runs.Find(id), capture, file).Of(number))).WithSummary("One packet with its layers and bytes; of a row of files in the newest, or in 'file'");
}
