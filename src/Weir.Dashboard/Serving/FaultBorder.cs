using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Weir.Dashboard.Serving;

/// <summary>The border of a request: whatever goes wrong becomes an answer, and ends this request alone.</summary>
internal static class FaultBorder
{
    /// <summary>Passes the request on.</summary>
    public static async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response is { StatusCode: >= 400, HasStarted: false, ContentLength: null, ContentType: null })
            {
                await Problem.WriteAsync(context, context.Response.StatusCode, context.Response.StatusCode == StatusCodes.Status404NotFound ? $"there is no {context.Request.Path}" : "the request makes no sense", null).ConfigureAwait(false);
            }
        }
        catch (Exception gone) when (context.RequestAborted.IsCancellationRequested && gone is OperationCanceledException or IOException)
        {
            // The client went away: nobody is left to answer.
            context.Abort();
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            (int status, string title, string? detail) = fault switch
            {
                ApiException known => (known.Status, known.Message, known.Detail),
                WeirException mistake => (mistake.ExitCode == 3 ? StatusCodes.Status409Conflict : StatusCodes.Status400BadRequest, mistake.Message, null),
                BadHttpRequestException bad => (bad.StatusCode, bad.Message, null),
                JsonException bad => (StatusCodes.Status400BadRequest, $"the request's JSON is not understood: {bad.Message}", null),
                OperationCanceledException => (StatusCodes.Status503ServiceUnavailable, "it took too long", null),
                FileNotFoundException or DirectoryNotFoundException => (StatusCodes.Status404NotFound, "the run's folder was removed", null),
                _ => (StatusCodes.Status500InternalServerError, "a fault in Weir itself", $"{fault.GetType().Name}: {fault.Message}"),
            };
            await Problem.WriteAsync(context, status, title, detail).ConfigureAwait(false);
        }
    }
}
