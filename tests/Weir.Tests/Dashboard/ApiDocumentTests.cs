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

        Approved.ShouldMatch("api.txt", text.ToString());
        page.Split('\n').Count(line => line.StartsWith("| `GET ", StringComparison.Ordinal) || line.StartsWith("| `POST ", StringComparison.Ordinal)).ShouldBe(text.ToString().Count(one => one == '\n'));
    }
}
