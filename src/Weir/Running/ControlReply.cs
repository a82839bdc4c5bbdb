using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Weir.Running;

/// <summary>The answers to one request: JSON objects, one a line; and what the other side says meanwhile, where the request asks for it. One writer at a time.</summary>
internal sealed class ControlReply(Stream stream, ControlLines lines)
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ArrayBufferWriter<byte> _buffer = new(512);

    /// <summary>Sends one object; <paramref name="fields"/> writes its fields.</summary>
    public Task SendAsync(Action<Utf8JsonWriter> fields, CancellationToken cancellation)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer, s_options))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        _buffer.Write("\n"u8);
        return stream.WriteAsync(_buffer.WrittenMemory, cancellation).AsTask();
    }

    /// <summary>What the other side says next; null when it is done or gone.</summary>
    public async Task<JsonElement?> ReadAsync(CancellationToken cancellation)
    {
        if (await lines.ReadAsync(cancellation).ConfigureAwait(false) is not { } line) { return null; }
        using var json = JsonDocument.Parse(line);
        return json.RootElement.Clone();
    }

    /// <summary>Sends an event as it stands in <c>events.jsonl</c>.</summary>
    public Task SendAsync(RunEvent one, CancellationToken cancellation)
    {
        _buffer.ResetWrittenCount();
        RunEvents.Write(one, _buffer);
        _buffer.Write("\n"u8);
        return stream.WriteAsync(_buffer.WrittenMemory, cancellation).AsTask();
    }
}
