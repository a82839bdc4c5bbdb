using Weir.Platform;

namespace Weir.Traffic;

/// <summary>Fetches a URL, once or again and again by a schedule from the start, and measures how long each fetch takes to its last byte.</summary>
internal sealed class HttpLoad(HttpLoadOptions options, Action<HttpFetch> report)
{
    private readonly TimeProvider _clock = MachineClock.Instance;

    /// <summary>Fetches whose answer was no error.</summary>
    public long Good { get; private set; }

    /// <summary>Fetches without an answer, or with an error (400 and more).</summary>
    public long Bad { get; private set; }

    /// <summary>Bytes of all bodies.</summary>
    public long Bytes { get; private set; }

    /// <summary>Durations of the good ones.</summary>
    public DurationHistogram Durations { get; } = new();

    /// <summary>Fetches, until a limit or until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ConnectTimeout = options.Timeout };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        byte[] part = new byte[64 * 1024];
        long begin = _clock.GetTimestamp();
        for (long number = 1; (options.Count == 0 || number <= options.Count) && !cancellation.IsCancellationRequested; number++)
        {
            TimeSpan elapsed = _clock.GetElapsedTime(begin);
            TimeSpan wait = (options.Interval * (number - 1)) - elapsed;
            if (options.Time is { } time && elapsed + (wait > TimeSpan.Zero ? wait : TimeSpan.Zero) >= time) { return; }
            try
            {
                if (wait > TimeSpan.Zero) { await Task.Delay(wait, _clock, cancellation).ConfigureAwait(false); }
                HttpFetch fetch = await FetchAsync(client, number, part, cancellation).ConfigureAwait(false);
                Bytes += fetch.Bytes;
                if (fetch.IsGood)
                {
                    Good++;
                    Durations.Record(fetch.Duration);
                }
                else { Bad++; }
                report(fetch);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task<HttpFetch> FetchAsync(HttpClient client, long number, byte[] part, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.Timeout);
        long begin = _clock.GetTimestamp(), bytes = 0;
        int status = 0;
        try
        {
            using HttpResponseMessage response = await client.GetAsync(options.Url, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            Stream body = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                int read;
                while ((read = await body.ReadAsync(part, limit.Token).ConfigureAwait(false)) > 0) { bytes += read; }
            }

            status = (int)response.StatusCode;
            return new HttpFetch(number, status, bytes, _clock.GetTimestamp() - begin, null);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return new HttpFetch(number, 0, bytes, _clock.GetTimestamp() - begin, fault.InnerException?.Message ?? fault.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new HttpFetch(number, 0, bytes, _clock.GetTimestamp() - begin, $"no answer within {UnitText.Format(options.Timeout)}");
        }
    }
}
