using System.Net.Sockets;
using Weir.Memory;
using Weir.Wire.Frames;

namespace Weir.Traffic.InMemory;

/// <summary>Fetches a URL from a node in memory, once or again and again; says what <see cref="HttpLoad"/> says. The connection is kept from one fetch to the next while the server keeps it.</summary>
internal sealed class MemoryHttpLoad(HttpLoadOptions options, IpAddress to, MemorySite site)
{
    private readonly DurationHistogram _durations = new();
    private long _good;
    private long _bad;
    private long _bytes;
    private TcpStream? _stream;
    private HttpRequester? _requester;

    /// <summary>Fetches until a limit, or until it is asked to end. The exit code: 0 when every answer was a good one.</summary>
    public async Task<int> RunAsync()
    {
        long begin = site.Now;
        for (long number = 1; options.Count == 0 || number <= options.Count; number++)
        {
            long due = Math.Max(site.Now, begin + (options.Interval.Ticks * 100 * (number - 1)));
            if (options.Time is { } time && due - begin >= time.Ticks * 100) { break; }
            if (!await site.UntilAsync(due).ConfigureAwait(false) || !await FetchAsync(number).ConfigureAwait(false)) { break; }
        }

        Close();
        if (_good + _bad > 1)
        {
            site.Say($"{_good} good, {_bad} bad, {_bytes} bytes; min {TrafficText.Milliseconds(_durations.Min)}, avg {TrafficText.Milliseconds(_durations.Mean)}, median {TrafficText.Milliseconds(_durations.Percentile(0.5))}, p99 {TrafficText.Milliseconds(_durations.Percentile(0.99))}, max {TrafficText.Milliseconds(_durations.Max)} ms");
        }

        int code = _bad == 0 && _good > 0 ? 0 : 1;
        return options.Count == 0 && options.Time is null ? code : site.End(code);
    }

    private async Task<bool> FetchAsync(long number)
    {
        using var timer = new CancellationTokenSource(options.Timeout, site.Host.Loop.Clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, site.Stop);
        long begin = site.Now;
        string why;
        try
        {
            HttpAnswer answer = await AskAsync(limit.Token).ConfigureAwait(false);
            _bytes += answer.Length;
            if (answer.Status < 400)
            {
                _good++;
                _durations.Record(site.Now - begin);
            }
            else { _bad++; }
            site.Say($"{number}: {answer.Status}, {answer.Length} bytes in {TrafficText.Milliseconds(site.Now - begin)} ms");
            return true;
        }
        catch (OperationCanceledException) when (site.Stop.IsCancellationRequested)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            why = $"no answer within {UnitText.Format(options.Timeout)}";
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            why = fault.Message;
        }

        Close();
        _bad++;
        site.Say($"{number}: no answer after {TrafficText.Milliseconds(site.Now - begin)} ms: {why}");
        return true;
    }

    private async Task<HttpAnswer> AskAsync(CancellationToken limit)
    {
        if (_requester is not { IsOpen: true })
        {
            Close();
            _stream = new TcpStream(await TcpConnection.ConnectAsync(site.Host, to, (ushort)options.Url.Port, limit).ConfigureAwait(false));
            _requester = new HttpRequester(_stream);
        }

        return await _requester.AskAsync("GET", options.Url, 0, limit).ConfigureAwait(false);
    }

    private void Close()
    {
        _stream?.Dispose();
        (_stream, _requester) = (null, null);
    }
}
