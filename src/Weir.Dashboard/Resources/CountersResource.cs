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

/// <summary><c>/runs/{id}/counters</c>: rates of interfaces and links over time.</summary>
internal sealed class CountersResource : IApiResource
{
    /// <summary>Samples of an answer at most.</summary>
    internal const int SampleLimit = 600;

    // A network of a thousand interfaces gets fewer samples, so that an answer stays below some megabytes.
    private const int ValueLimit = 60_000;
    private const int FewestSamples = 20;

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{id}/counters", Ok<CountersAnswer> (string id, double? from, int? last, RunViews runs) => TypedResults.Ok(Of(runs.Find(id), from, last)))
        .WithSummary("Rates of interfaces and links, from the second 'from' on, or the last samples alone; thinned evenly when there are more than 600");

    /// <inheritdoc/>
    public void Report(RunView run, RunReport report) => report.Add($"/runs/{run.Id}/counters", _ => Of(run, null, null), DashboardJson.Default.CountersAnswer);

    /// <summary>The rates between two lines of the record; null when there is no time between them.</summary>
    internal static CounterSample? Between(JsonElement? before, JsonElement? after)
    {
        double time = after.Number("time") ?? 0, seconds = time - (before.Number("time") ?? 0);
        if (seconds <= 0) { return null; }
        JsonElement? interfaces = before.Member("interfaces");
        var rates = new Dictionary<string, InterfaceRates>(StringComparer.Ordinal);
        foreach (JsonProperty one in after.Member("interfaces").Members())
        {
            JsonElement? now = one.Value, then = interfaces.Member(one.Name);
            rates[one.Name] = new InterfaceRates(Rate("receivedBytes", 8), Rate("sentBytes", 8), Rate("receivedPackets", 1), Rate("sentPackets", 1), (long)(now.Number("dropped") ?? 0), (long)(now.Number("errors") ?? 0));

            // A counter that is lower than before is of an interface that was made anew.
            double Rate(string name, int factor) => Math.Round(Math.Max(0, (now.Number(name) ?? 0) - (then.Number(name) ?? 0)) * factor / seconds, 1);
        }

        var links = new Dictionary<string, IReadOnlyList<LinkRates>>(StringComparer.Ordinal);
        foreach (JsonProperty link in after.Member("links").Members()) { links[link.Name] = [.. ((JsonElement?)link.Value).Items().Select(DirectionOf)]; }
        return new CounterSample(time, rates, links);
    }

    private static LinkRates DirectionOf(JsonElement? one) => new(one.Text("from") ?? "", one.Text("to") ?? "", (long)(one.Number("sent") ?? 0), (long)(one.Number("delivered") ?? 0), (long)(one.Number("lost") ?? 0),
        (long)(one.Number("queueDropped") ?? 0), one.Number("meanDelay"), one.Number("lateness99"), one.Number("measuredRate"));

    private static CountersAnswer Of(RunView run, double? from, int? last)
    {
        long count = run.Counters.Refresh();
        long first = from is { } seconds ? FirstAt(run, count, seconds) : 1;
        if (last is { } wanted) { first = Math.Max(first, count - Math.Max(0, wanted)); }
        first = Math.Max(1, first);
        if (count <= first) { return new CountersAnswer([]); }
        int interfaces = Math.Max(1, Line(run, first).Member("interfaces").Members().Count());
        long most = Math.Clamp(ValueLimit / interfaces, FewestSamples, SampleLimit);
        double step = Math.Max(1, (count - first) / (double)most);
        var samples = new List<CounterSample>();
        JsonElement? before = Line(run, first - 1);
        for (double at = first + step - 1; Math.Round(at) < count; at += step)
        {
            JsonElement? after = Line(run, (long)Math.Round(at));
            if (Between(before, after) is { } sample) { samples.Add(sample); }
            before = after;
        }

        return new CountersAnswer(samples);
    }

    private static JsonElement? Line(RunView run, long number) => run.Counters.Read(number, 1) is [{ } line] ? RunView.Parse(line) : null;

    // Lines stand in the order of their times.
    private static long FirstAt(RunView run, long count, double seconds)
    {
        long low = 0, high = count;
        while (low < high)
        {
            long middle = (low + high) / 2;
            if ((Line(run, middle).Number("time") ?? 0) < seconds) { low = middle + 1; } else { high = middle; }
        }

        return low;
    }
}
