using System.Text;
using System.Text.Json;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Dashboard;

/// <summary>The description of the API, the page about it and the routes are the same.</summary>
public sealed class ApiDocumentTests
{
    [Fact]
    public async Task The_document_lists_the_approved_routes_and_the_page_about_them_does_too()
    {
        await using DashboardClient dashboard = await DashboardClient.StartAsync("/nowhere");
        JsonElement document = await dashboard.GetAsync("/openapi.json");
        document.GetProperty("openapi").GetString().ShouldStartWith("3.");
        string page = File.ReadAllText(Repository.PathOf("docs", "formats", "api.md"));
        var text = new StringBuilder();
        foreach (JsonProperty path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (JsonProperty verb in path.Value.EnumerateObject())
            {
                string summary = verb.Value.GetProperty("summary").GetString() ?? "";
                string query = verb.Value.TryGetProperty("parameters", out JsonElement parameters)
                    ? string.Join(' ', parameters.EnumerateArray().Where(one => one.GetProperty("in").GetString() == "query").Select(one => one.GetProperty("name").GetString())) : "";
                text.Append($"{verb.Name.ToUpperInvariant()} {path.Name}{(query.Length == 0 ? "" : $" ? {query}")}: {summary}\n");
                page.ShouldContain($"| `{verb.Name.ToUpperInvariant()} {path.Name["/api".Length..]}` |");
            }
        }

        Compare(document);
        Approved.ShouldMatch("api.txt", text.ToString());
        page.Split('\n').Count(line => line.StartsWith("| `GET ", StringComparison.Ordinal) || line.StartsWith("| `POST ", StringComparison.Ordinal)).ShouldBe(text.ToString().Count(one => one == '\n'));
    }

    // What may be left out is not required, what is open is open, and whoever is refused finds that foreseen.
    private static void Compare(JsonElement document)
    {
        JsonElement schemas = document.GetProperty("components").GetProperty("schemas");
        foreach (JsonProperty schema in schemas.EnumerateObject())
        {
            if (!schema.Value.TryGetProperty("required", out JsonElement required)) { continue; }
            foreach (string name in required.EnumerateArray().Select(one => one.GetString()!))
            {
                JsonElement property = schema.Value.GetProperty("properties").GetProperty(name);
                (property.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.Array && type.EnumerateArray().Any(one => one.GetString() == "null")).ShouldBeFalse($"{schema.Name}.{name}");
            }
        }

        schemas.GetProperty("ExecOrder").GetProperty("required").EnumerateArray().Select(one => one.GetString()).ShouldBe(["node", "command"]);
        schemas.GetProperty("LinkOrder").GetProperty("required").EnumerateArray().Select(one => one.GetString()).ShouldBe(["link"]);
        schemas.GetProperty("LinkOrder").GetProperty("additionalProperties").ValueKind.ShouldBe(JsonValueKind.Object);
        schemas.GetProperty("PacketsAnswer").GetProperty("required").EnumerateArray().Select(one => one.GetString()).ShouldBe(["packets", "file"]);
        document.GetProperty("components").GetProperty("securitySchemes").GetProperty("token").GetProperty("scheme").GetString().ShouldBe("bearer");
        document.GetProperty("security")[0].TryGetProperty("token", out _).ShouldBeTrue();
        JsonElement exec = document.GetProperty("paths").GetProperty("/api/runs/{id}/exec").GetProperty("post").GetProperty("responses");
        exec.EnumerateObject().Select(one => one.Name).Order(StringComparer.Ordinal).ShouldBe(["200", "400", "401", "403", "404", "409", "421", "default"]);
        exec.GetProperty("404").GetProperty("content").GetProperty("application/problem+json").GetProperty("schema").GetProperty("$ref").GetString().ShouldBe("#/components/schemas/ProblemAnswer");
    }
}
