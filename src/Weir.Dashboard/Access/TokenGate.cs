using Microsoft.AspNetCore.Http;
using Weir.Dashboard.Serving;

namespace Weir.Dashboard.Access;

/// <summary>
/// Lets pass who has the token: in the address that the server printed (which becomes a cookie), in the cookie, or as <c>Authorization: Bearer</c>. Whoever comes by the cookie and wants something done must say so
/// in the header <c>X-Weir</c>, which no other site's page can send. The page's assets hold nothing of a run and pass without.
/// </summary>
internal sealed class TokenGate(AccessToken token)
{
    private const string Bearer = "Bearer ";

    /// <summary>Passes on who may.</summary>
    public Task PassAsync(HttpContext context, RequestDelegate next)
    {
        HttpRequest request = context.Request;
        if (request.Path.StartsWithSegments("/assets", StringComparison.Ordinal)) { return next(context); }
        if (request.Path == "/" && token.Is(request.Query["token"])) { return RememberAsync(context); }
        string? authorization = request.Headers.Authorization;
        if (authorization?.StartsWith(Bearer, StringComparison.Ordinal) == true && token.Is(authorization[Bearer.Length..])) { return next(context); }
        if (!token.Is(request.Cookies[CookieOf(context)]))
        {
            return Problem.WriteAsync(context, StatusCodes.Status401Unauthorized, "this dashboard has a token",
                "Open the address with '?token=' that weir printed; programs send the header 'Authorization: Bearer TOKEN'.");
        }

        return HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || request.Headers["X-Weir"] == "1" ? next(context)
            : Problem.WriteAsync(context, StatusCodes.Status403Forbidden, "the header 'X-Weir: 1' is missing", "It shows that this is no page of another site.");
    }

    // Cookies know no ports: two dashboards of one machine must not take each other's.
    private static string CookieOf(HttpContext context) => $"weir-{context.Connection.LocalPort}";

    // Lax, so that the address also works as a link on another page; what another site has sent here still lacks the header.
    private Task RememberAsync(HttpContext context)
    {
        context.Response.Cookies.Append(CookieOf(context), token.Text, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", Secure = context.Request.IsHttps });
        context.Response.Redirect("/");
        return Task.CompletedTask;
    }
}
