using System.CommandLine;
using Weir.Cli.Output;
using Weir.Cli.Traffic;
using Weir.Traffic;

namespace Weir.Cli.Commands;

/// <summary><c>weir http-get URL</c>: fetches a URL, once or again and again.</summary>
internal static class HttpGetCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var url = new Argument<string>("URL") { Description = "The URL, such as http://server:8080/" };
        var count = new Option<long?>("--count", "-c") { Description = "Fetches (1 when neither this nor --time is given); 0 until stopped", HelpName = "N" };
        var interval = new Option<string?>("--interval") { Description = "Time between the beginnings of two fetches; one after the other when not said", HelpName = "TIME" };
        var timeout = new Option<string>("--timeout") { Description = "How long one fetch may take", HelpName = "TIME", DefaultValueFactory = _ => "10 s" };
        Option<string?> time = TrafficOptions.Time("goes on");
        Option<bool> json = TrafficOptions.Json();
        var command = new VerbCommand("http-get", "Fetches a URL and tells status, bytes and time, of each fetch and of all. Ends with 1 when a fetch had no answer or an error (400 and more).")
        {
            Examples = [("weir http-get http://server:8080/", "once"), ("weir http-get http://server:8080/ --interval '100 ms' --time '10 s'", "ten a second for ten seconds")],
        };
        command.Add(url);
        foreach (Option option in (Option[])[count, interval, timeout, time, json]) { command.Add(option); }
        command.SetAction((parsed, _) =>
        {
            string text = parsed.GetRequiredValue(url);
            if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? target) || target.Scheme is not ("http" or "https")) { throw new WeirException($"'{text}' is no URL: write one such as http://server:8080/"); }
            TimeSpan? limit = TrafficOptions.Duration(parsed.GetValue(time));
            var options = new HttpLoadOptions(target)
            {
                Count = TrafficOptions.Count(parsed.GetValue(count) ?? (limit is null ? 1 : 0)),
                Interval = TrafficOptions.Duration(parsed.GetValue(interval)) ?? TimeSpan.Zero,
                Timeout = UnitText.ParseDuration(parsed.GetValue(timeout)),
                Time = limit,
            };
            return RunAsync(context, options, parsed.GetValue(json));
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, HttpLoadOptions options, bool json)
    {
        var statuses = new SortedDictionary<int, long>();
        var load = new HttpLoad(options, one =>
        {
            statuses[one.Status] = statuses.GetValueOrDefault(one.Status) + 1;
            TrafficOptions.Say(context, json, one.Failure is { } why ? $"{one.Number}: no answer after {TrafficText.Milliseconds(one.Duration)} ms: {why}" : $"{one.Number}: {one.Status}, {one.Bytes} bytes in {TrafficText.Milliseconds(one.Duration)} ms");
        });
        await load.RunAsync(context.Cancellation);
        DurationHistogram times = load.Durations;
        if (json)
        {
            JsonOutput.Write(context, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("url", options.Url.ToString());
                writer.WriteNumber("good", load.Good);
                writer.WriteNumber("bad", load.Bad);
                writer.WriteNumber("bytes", load.Bytes);
                writer.WriteStartObject("statuses");
                foreach ((int status, long count) in statuses) { writer.WriteNumber(status == 0 ? "none" : TextTable.Number(status), count); }
                writer.WriteEndObject();
                TrafficJson.Write(writer, "microseconds", times);
                writer.WriteEndObject();
            });
        }
        else if (load.Good + load.Bad > 1)
        {
            context.Out.WriteLine($"{load.Good} good, {load.Bad} bad, {load.Bytes} bytes; min {TrafficText.Milliseconds(times.Min)}, avg {TrafficText.Milliseconds(times.Mean)}, median {TrafficText.Milliseconds(times.Percentile(0.5))}, p99 {TrafficText.Milliseconds(times.Percentile(0.99))}, max {TrafficText.Milliseconds(times.Max)} ms");
        }

        ExitCode code = load.Bad == 0 && load.Good > 0 ? ExitCode.Success : ExitCode.Failed;
        return options.Count == 0 && options.Time is null ? (int)code : context.End(code);
    }
}
