using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Weir.Dashboard.Serving;

/// <summary>Serves the page.</summary>
internal static class PageServing
{
    /// <summary>Maps <c>/</c> and <c>/assets</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", context => SendAsync(context, "index.html")).ExcludeFromDescription();
        routes.MapGet("/assets/{**file}", context => SendAsync(context, $"assets/{context.GetRouteValue("file")}")).ExcludeFromDescription();
    }

    private static async Task SendAsync(HttpContext context, string path)
    {
        Stream stream = PageAssets.Open(path) ?? throw ApiException.Missing($"there is no /{path}");
        await using (stream.ConfigureAwait(false))
        {
            context.Response.ContentType = PageAssets.TypeOf(path);
            context.Response.ContentLength = stream.Length;
            // The name of an asset changes with its content.
            if (path != "index.html") { context.Response.Headers.CacheControl = "public, max-age=31536000, immutable"; }
            await stream.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
