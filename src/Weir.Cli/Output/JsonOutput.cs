using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Weir.Cli.Output;

/// <summary>JSON on standard output through <see cref="Utf8JsonWriter"/>: no reflection, which would cost more at the start than most commands take.</summary>
internal sealed class JsonOutput : IDisposable
{
    private readonly CommandContext _context;
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _writer;

    private JsonOutput(CommandContext context, bool indented)
    {
        _context = context;
        _writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = false });
    }

    /// <summary>Writes one indented JSON value: an array for a table, an object for one thing.</summary>
    public static void Write(CommandContext context, Action<Utf8JsonWriter> value)
    {
        using var output = new JsonOutput(context, indented: true);
        value(output._writer);
        output.Send();
    }

    /// <summary>Opens JSON lines: one compact value a line, for what may be long.</summary>
    public static JsonOutput Lines(CommandContext context) => new(context, indented: false);

    /// <summary>Writes one line. <paramref name="value"/> writes one whole JSON value.</summary>
    public void Line<T>(T state, Action<Utf8JsonWriter, T> value)
    {
        value(_writer, state);
        Send();
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void Send()
    {
        _writer.Flush();
        _buffer.Write("\n"u8);
        _context.Out.Flush();
        _context.OutStream.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
        _writer.Reset();
    }
}
