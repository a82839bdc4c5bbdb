using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Weir.Dashboard.Answers;

namespace Weir.Dashboard.Serving;

/// <summary>The description of the API.</summary>
internal static class ApiDocument
{
    private const string Token = "token";

    // Statuses of every request, and of those that name something, and of acts.
    private static readonly (int Status, string Meaning)[] s_always = [(StatusCodes.Status400BadRequest, "the request makes no sense"), (StatusCodes.Status401Unauthorized, "the token is missing"), (StatusCodes.Status421MisdirectedRequest, "another host was meant")];
    private static readonly (int Status, string Meaning)[] s_naming = [(StatusCodes.Status404NotFound, "there is no such thing"), (StatusCodes.Status409Conflict, "the run is over, or cannot do it now")];
    private static readonly (int Status, string Meaning)[] s_acting = [(StatusCodes.Status403Forbidden, "X-Weir: 1 is missing")];

    /// <summary>Says what the document is of, and what the answers are besides the expected ones.</summary>
    public static void Configure(OpenApiOptions options)
    {
        options.AddSchemaTransformer(static (schema, context, _) =>
        {
            Describe(schema, context.JsonTypeInfo);
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer(static async (document, context, cancellation) =>
        {
            document.Info.Title = "Weir dashboard";
            document.Info.Version = "1";
            document.Info.Description = "Runs of Weir, living and recorded. Times are seconds of a run's clock, rates bits a second, sizes bytes; what is not known is left out. Errors are problem+json.";
            document.Servers?.Clear();
            document.AddComponent(Token, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The token of the address that Weir prints. A browser that has opened it sends a cookie instead, and with a POST the header X-Weir: 1." });
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Token, document)] = [] }];
            document.AddComponent(nameof(ProblemAnswer), await context.GetOrCreateSchemaAsync(typeof(ProblemAnswer), null, cancellation).ConfigureAwait(false));
            foreach ((string path, IOpenApiPathItem item) in document.Paths)
            {
                foreach ((HttpMethod verb, OpenApiOperation operation) in item.Operations ?? [])
                {
                    foreach ((int status, string meaning) in (IEnumerable<(int, string)>)[.. s_always, .. path.Contains('{', StringComparison.Ordinal) ? s_naming : [], .. verb == HttpMethod.Post ? s_acting : []])
                    {
                        Add(operation, status.ToString(CultureInfo.InvariantCulture), meaning, document);
                    }

                    Add(operation, "default", "something else went wrong", document);
                }
            }
        });
    }

    // What is not known is left out of an answer, and what need not be said out of an order.
    private static void Describe(OpenApiSchema schema, JsonTypeInfo type)
    {
        foreach (JsonPropertyInfo property in type.Properties)
        {
            if (property.IsExtensionData)
            {
                schema.Properties?.Remove(property.Name);
                schema.Required?.Remove(property.Name);
                schema.AdditionalPropertiesAllowed = true;
                schema.AdditionalProperties = new OpenApiSchema();
            }
            else if (property.IsGetNullable || property.AssociatedParameter is { HasDefaultValue: true }) { schema.Required?.Remove(property.Name); }
        }
    }

    private static void Add(OpenApiOperation operation, string status, string meaning, OpenApiDocument document) => (operation.Responses ??= []).TryAdd(status, new OpenApiResponse
    {
        Description = meaning,
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(nameof(ProblemAnswer), document) } },
    });
}
