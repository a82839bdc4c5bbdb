using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Reports;
using Weir.Dashboard.Runs;
using Weir.Running;

namespace Weir.Dashboard.Resources;

/// <summary><c>/runs/{id}/events</c>: what happened.</summary>
internal sealed class EventsResource : IApiResource
{
    private const int Limit = 5000;
    private const int DefaultLimit = 1000;
    private const long ByteLimit = 8 << 20;

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{id}/events", Ok<EventsAnswer> (string id, long? after, int? limit, RunViews runs) =>
        TypedResults.Ok(Of(runs.Find(id), after is { } index ? index + 1 : 0, Math.Clamp(limit ?? DefaultLimit, 1, Limit)))).WithSummary("What happened: events behind the index 'after', at most 'limit' (1000, 5000 at most)");

    /// <inheritdoc/>
    public void Report(RunView run, RunReport report) => report.Add($"/runs/{run.Id}/events", _ => Of(run, 0, Limit), DashboardJson.Default.EventsAnswer);

    /// <summary>A line of the record as an event; null when it is none.</summary>
    internal static EventAnswer? EventOf(byte[] line, long index)
    {
        if (RunView.Parse(line) is not { } json) { return null; }
        JsonElement? one = json;
        Dictionary<string, JsonElement>? more = null;
        foreach (JsonProperty field in one.Members())
        {
            if (field.Name is not ("time" or "kind" or "subject" or "text" or "index")) { (more ??= new(StringComparer.Ordinal))[field.Name] = field.Value; }
        }

        return new EventAnswer { Index = index, Time = one.Number("time") ?? 0, Kind = one.Text("kind") ?? "", Subject = one.Text("subject"), Text = one.Text("text") ?? "", More = more };
    }

    private static EventsAnswer Of(RunView run, long first, int most)
    {
        first = Math.Max(0, first);
        run.Events.Refresh();
        List<byte[]> lines = run.Events.Read(first, most, ByteLimit);
        return new EventsAnswer([.. lines.Select((line, at) => EventOf(line, first + at)).OfType<EventAnswer>()], first + lines.Count);
    }
}
