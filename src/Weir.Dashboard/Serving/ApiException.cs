using Microsoft.AspNetCore.Http;

namespace Weir.Dashboard.Serving;

/// <summary>A request that cannot be answered: the status and a sentence that says why.</summary>
internal sealed class ApiException(int status, string title, string? detail = null) : Exception(title)
{
    /// <summary>The status of the answer.</summary>
    public int Status => status;

    /// <summary>What would be right.</summary>
    public string? Detail => detail;

    /// <summary>Something that is not there.</summary>
    public static ApiException Missing(string what) => new(StatusCodes.Status404NotFound, what);

    /// <summary>A request that makes no sense.</summary>
    public static ApiException Bad(string what) => new(StatusCodes.Status400BadRequest, what);

    /// <summary>The run is over.</summary>
    public static ApiException NotAlive(string run) => new(StatusCodes.Status409Conflict, $"{run} is not alive", "Only a living run can be changed.");
}
