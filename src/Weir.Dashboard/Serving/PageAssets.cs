using System.Reflection;

namespace Weir.Dashboard.Serving;

/// <summary>The files of the page, which are part of this program.</summary>
internal static class PageAssets
{
    private const string Prefix = "page/";

    /// <summary>A file by its path below the page's root (<c>assets/main.js</c>); null when there is none.</summary>
    public static Stream? Open(string path) => Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + path);

    /// <summary>What a file is, by its name.</summary>
    public static string TypeOf(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".ico" => "image/x-icon",
        ".woff2" => "font/woff2",
        ".json" or ".map" => "application/json",
        ".txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
}
