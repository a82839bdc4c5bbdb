using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Weir.Dashboard;
using Weir.Platform;
using Weir.Running;

namespace Weir.Tests.Dashboard;

/// <summary>A dashboard's server on loopback and a client that has its token.</summary>
internal sealed class DashboardClient : IAsyncDisposable
{
    private DashboardClient(DashboardServer server)
    {
        Server = server;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server.Root, Timeout = TimeSpan.FromSeconds(120) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
    }

    public DashboardServer Server { get; }

    public HttpClient Http { get; }

    /// <summary>Begins to serve the runs of a folder.</summary>
    public static async Task<DashboardClient> StartAsync(string home, Func<DashboardOptions, DashboardOptions>? adapt = null)
    {
        var options = new DashboardOptions { Home = home, Registry = RunRegistry.OfThisUser(), Time = MachineClock.Instance, Version = "test" };
        return new DashboardClient(await DashboardServer.StartAsync(adapt?.Invoke(options) ?? options, CancellationToken.None));
    }

    /// <summary>A client that has no token.</summary>
    public HttpClient Stranger() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Server.Root };

    /// <summary>What a path below /api says.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage answer = await Http.GetAsync("api" + path);
        string text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {(int)answer.StatusCode} {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>The status of a path below /api, and the problem's title.</summary>
    public async Task<(int Status, string Title)> FaultAsync(string path, object? body = null)
    {
        using HttpResponseMessage answer = body is null ? await Http.GetAsync("api" + path) : await Http.PostAsJsonAsync("api" + path, body);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        JsonElement problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("status").GetInt32().ShouldBe((int)answer.StatusCode);
        return ((int)answer.StatusCode, problem.GetProperty("title").GetString() ?? "");
    }

    /// <summary>Asks for something to be done.</summary>
    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using HttpResponseMessage answer = await Http.PostAsJsonAsync("api" + path, body);
        string text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {(int)answer.StatusCode} {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>The messages of a stream as they come.</summary>
    public async IAsyncEnumerable<(string Name, long? Id, JsonElement Data)> StreamAsync(string path, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using HttpResponseMessage answer = await Http.GetAsync("api" + path, HttpCompletionOption.ResponseHeadersRead, cancellation);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("text/event-stream");
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation));
        string name = "";
        long? id = null;
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) { (name, id) = (line[7..], null); }
            else if (line.StartsWith("id: ", StringComparison.Ordinal)) { id = long.Parse(line[4..]); }
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) { yield return (name, id, JsonSerializer.Deserialize<JsonElement>(line[6..])); }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }
}
