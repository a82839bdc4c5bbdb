using System.CommandLine;
using System.Globalization;
using System.Net.Http;
using Weir.Cli.Captures;
using Weir.Cli.Output;
using Weir.Cli.Traffic;

namespace Weir.Cli.Commands;

/// <summary><c>weir http-get URL</c>: fetches a URL once or again and again, and measures.</summary>
internal static class HttpGetCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var url = new Argument<string>("url") { Description = "The URL" };
        var count = new Option<long?>("--count", "-c") { Description = "How often; once when neither this nor --time is given" };
        Option<string?> interval = UnitOptions.Interval("Time between the begins of two");
        var timeout = new Option<string?>("--timeout") { Description = "How long an answer may take; 10 s when not given", HelpName = "DURATION" };
        Option<string?> time = UnitOptions.Time("How long it goes on");
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("http-get", "Fetches a URL, prints status, bytes and time of each answer, and at the end how many were right (status below 400). Ends with 1 when one was not.")
        {
            Examples = [("weir http-get http://server:8080/", "once"), ("weir http-get --count 100 --interval '10 ms' --json http://server:8080/", "a hundred times, the figures as JSON")],
        };
        command.Add(url);
        command.Add(count);
        command.Add(interval);
        command.Add(timeout);
        command.Add(time);
        command.Add(json);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed.GetRequiredValue(url), parsed.GetValue(count), UnitOptions.Duration(parsed.GetValue(interval)),
            UnitOptions.Duration(parsed.GetValue(timeout)) ?? TimeSpan.FromSeconds(10), UnitOptions.Duration(parsed.GetValue(time)), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string text, long? count, TimeSpan? interval, TimeSpan timeout, TimeSpan? limit, bool json, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https")) { throw new WeirException($"'{text}' is no URL with http or https"); }
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = timeout };
        long begin = context.Time.GetTimestamp();
        long most = count ?? (limit is null ? 1 : long.MaxValue), right = 0, wrong = 0, bytes = 0;
        var times = new List<double>();
        for (long i = 0; i < most && !cancellation.IsCancellationRequested; i++)
        {
            double now = context.Time.GetElapsedTime(begin).TotalSeconds;
            if (limit is { } end && now >= end.TotalSeconds) { break; }
            if (interval is { } pause && (i * pause.TotalSeconds) - now is > 0 and var left) { await Pause(context, left, cancellation); }
            (bool ok, long length, double seconds, string line) = await FetchAsync(context, client, url, cancellation);
            if (cancellation.IsCancellationRequested && !ok) { break; }
            if (ok) { right++; }
            else { wrong++; }
            bytes += length;
            if (times.Count < 1_000_000) { times.Add(seconds); }
            (json ? context.Error : context.Out).WriteLine(line);
            if (!json) { context.Flush(); }
        }

        times.Sort();
        double median = times.Count == 0 ? 0 : times[times.Count / 2];
        if (json)
        {
            JsonOutput.Write(context, writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("requests", right + wrong);
                writer.WriteNumber("right", right);
                writer.WriteNumber("bytes", bytes);
                writer.WriteNumber("medianSeconds", Math.Round(median, 6));
                writer.WriteNumber("longestSeconds", Math.Round(times.Count == 0 ? 0 : times[^1], 6));
                writer.WriteEndObject();
            });
        }
        else if (right + wrong != 1) { context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{right} of {right + wrong} right, {bytes} bytes, median {median * 1000:0.###} ms")); }
        return wrong > 0 || right == 0 ? (int)ExitCode.Failed : (int)ExitCode.Success;
    }

    private static async Task Pause(CommandContext context, double seconds, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), context.Time, cancellation);
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    private static async Task<(bool Right, long Bytes, double Seconds, string Line)> FetchAsync(CommandContext context, HttpClient client, Uri url, CancellationToken cancellation)
    {
        long begin = context.Time.GetTimestamp();
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellation);
            await using Stream body = await answer.Content.ReadAsStreamAsync(cancellation);
            byte[] piece = new byte[64 * 1024];
            long bytes = 0;
            int read;
            while ((read = await body.ReadAsync(piece, cancellation)) > 0) { bytes += read; }
            double seconds = context.Time.GetElapsedTime(begin).TotalSeconds;
            int status = (int)answer.StatusCode;
            return (status < 400, bytes, seconds, string.Create(CultureInfo.InvariantCulture, $"status {status}, {bytes} bytes, {seconds * 1000:0.###} ms"));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            string why = fault is OperationCanceledException ? "no answer in time" : fault.Message;
            return (false, 0, context.Time.GetElapsedTime(begin).TotalSeconds, $"no answer: {why}");
        }
    }
}
