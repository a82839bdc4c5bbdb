using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Dashboard.Runs;
using Weir.Dashboard.Serving;

namespace Weir.Dashboard.Resources;

/// <summary><c>/runs/{id}/file/{name}</c>: a file of the run's folder.</summary>
internal sealed class FileResource : IApiResource
{
    private static readonly string[] s_files = ["lab.yaml", "plan.json", "verdict.json", "host.json", "store.db"];

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{id}/file/{name}", (string id, string name, RunViews runs) => Of(runs.Find(id), name))
        .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream").WithSummary("A file of the run's folder: lab.yaml, plan.json, verdict.json, host.json or store.db");

    private static FileStreamHttpResult Of(RunView run, string name)
    {
        if (!s_files.Contains(name)) { throw ApiException.Missing($"there is no file '{name}' here: there are {string.Join(", ", s_files)}"); }
        string path = Path.Combine(run.Folder.Root, name);
        return File.Exists(path) ? TypedResults.File(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), "application/octet-stream", name) : throw ApiException.Missing($"the run has no {name}");
    }
}
