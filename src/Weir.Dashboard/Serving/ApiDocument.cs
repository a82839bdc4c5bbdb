using Microsoft.AspNetCore.OpenApi;

namespace Weir.Dashboard.Serving;

/// <summary>The description of the API.</summary>
internal static class ApiDocument
{
    /// <summary>Says what the document is of.</summary>
    public static void Configure(OpenApiOptions options) => options.AddDocumentTransformer((document, _, _) =>
    {
        document.Info.Title = "Weir dashboard";
        document.Info.Version = "1";
        document.Info.Description = "Runs of Weir, living and recorded. Times are seconds of a run's clock, rates bits a second, sizes bytes; what is not known is left out. Errors are problem+json.";
        document.Servers?.Clear();
        return Task.CompletedTask;
    });
}
