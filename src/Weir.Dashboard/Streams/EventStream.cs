using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Weir.Dashboard.Streams;

/// <summary>Server-sent events to one client (WHATWG HTML, 9.2). Each message is written before the next one is thought of: a slow client holds up its own stream and nothing else.</summary>
internal sealed class EventStream
{
    // A browser cannot see a comment: only a message tells its page that the connection lives.
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(10);

    private readonly HttpResponse _response;
    private readonly TimeProvider _time;
    private long _last;

    /// <summary>Begins the stream.</summary>
    public EventStream(HttpContext context, TimeProvider time)
    {
        _response = context.Response;
        _response.ContentType = "text/event-stream; charset=utf-8";
        _time = time;
        _last = time.GetTimestamp();
    }

    /// <summary>Sends a message; <paramref name="id"/> is what a client that comes again names.</summary>
    public Task SendAsync<T>(string name, T data, JsonTypeInfo<T> type, CancellationToken cancellation, long? id = null) => WriteAsync(name, JsonSerializer.SerializeToUtf8Bytes(data, type), id, cancellation);

    /// <summary>Waits, and tells a client that has heard nothing for a while that all is well.</summary>
    public async Task PauseAsync(TimeSpan pause, CancellationToken cancellation)
    {
        await Task.Delay(pause, _time, cancellation).ConfigureAwait(false);
        if (_time.GetElapsedTime(_last) >= s_quiet) { await WriteAsync("ping", "{}"u8.ToArray(), null, cancellation).ConfigureAwait(false); }
    }

    private async Task WriteAsync(string name, byte[] data, long? id, CancellationToken cancellation)
    {
        string head = id is { } number ? $"event: {name}\nid: {number.ToString(System.Globalization.CultureInfo.InvariantCulture)}\ndata: " : $"event: {name}\ndata: ";
        await _response.WriteAsync(head, cancellation).ConfigureAwait(false);
        await _response.Body.WriteAsync(data, cancellation).ConfigureAwait(false);
        await _response.WriteAsync("\n\n", cancellation).ConfigureAwait(false);
        await _response.Body.FlushAsync(cancellation).ConfigureAwait(false);
        _last = _time.GetTimestamp();
    }
}
