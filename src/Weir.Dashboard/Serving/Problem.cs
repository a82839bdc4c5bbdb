using Microsoft.AspNetCore.Http;
using Weir.Dashboard.Answers;

namespace Weir.Dashboard.Serving;

/// <summary>What went wrong as an answer: <c>application/problem+json</c> (RFC 9457).</summary>
internal static class Problem
{
    /// <summary>Writes it.</summary>
    public static Task WriteAsync(HttpContext context, int status, string title, string? detail)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new ProblemAnswer("about:blank", title, status, detail), DashboardJson.Default.ProblemAnswer, "application/problem+json", context.RequestAborted);
    }
}
