using Microsoft.AspNetCore.Routing;
using Weir.Dashboard.Reports;
using Weir.Dashboard.Runs;

namespace Weir.Dashboard.Resources;

/// <summary>One resource of the API.</summary>
internal interface IApiResource
{
    /// <summary>Maps its routes below <c>/api</c>.</summary>
    void Map(IEndpointRouteBuilder api);

    /// <summary>Writes what it says of a run into a report: the same answers that the server gives. Nothing by default.</summary>
    void Report(RunView run, RunReport report) { }
}
