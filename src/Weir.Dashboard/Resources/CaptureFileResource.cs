using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Dashboard.Runs;

namespace Weir.Dashboard.Resources;

/// <summary><c>/runs/{id}/captures/{capture}/file</c>: a capture as a file; what is still written is sent as far as it is.</summary>
internal sealed class CaptureFileResource : IApiResource
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{id}/captures/{capture}/file", (string id, string capture, RunViews runs) => Of(runs.Find(id), capture))
        .Produces(StatusCodes.Status200OK, contentType: "application/vnd.tcpdump.pcap").WithSummary("A capture, a pcapng file; of a row of files the newest one");

    private static FileStreamHttpResult Of(RunView run, string capture)
    {
        string path = CaptureFiles.Newest(run, capture);
        return TypedResults.File(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), "application/vnd.tcpdump.pcap", Path.GetFileName(path), enableRangeProcessing: true);
    }
}
