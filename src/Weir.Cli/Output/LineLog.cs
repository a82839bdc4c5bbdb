using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Weir.Cli.Output;

/// <summary>A log of one line each: the time, the level, the number and name of the line, and what it says; or the same as a JSON object with the values by name. Safe for several threads.</summary>
internal sealed class LineLog(TextWriter writer, TimeProvider time, LogLevel least, bool isJson) : ILogger
{
    private static readonly JsonWriterOptions s_relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Lock _gate = new(); // the writer, and:
    private bool _isGone;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) { return; }
        string message = formatter(state, exception);
        string line = isJson ? Json(logLevel, eventId, message, state, exception) : Text(logLevel, eventId, message, exception);
        lock (_gate)
        {
            if (_isGone) { return; }
            try
            {
                writer.WriteLine(line);
            }
            catch (IOException)
            {
                // Nobody reads any more. That must not end what is logged: a supervisor cleans up after everything else is gone.
                _isGone = true;
            }
        }
    }

    private string Now => time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    private static string NameOf(LogLevel level) => level switch { LogLevel.Debug => "debug", LogLevel.Information => "information", LogLevel.Warning => "warning", LogLevel.Error => "error", _ => "other" };

    private string Text(LogLevel level, EventId id, string message, Exception? exception)
    {
        string fault = exception is null ? "" : $": {exception}";
        return string.Create(CultureInfo.InvariantCulture, $"{Now} {NameOf(level)} {id.Id} {id.Name}: {message}{fault}").ReplaceLineEndings(" | ");
    }

    private string Json<TState>(LogLevel level, EventId id, string message, TState state, Exception? exception)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, s_relaxed))
        {
            json.WriteStartObject();
            json.WriteString("time", Now);
            json.WriteString("level", NameOf(level));
            json.WriteNumber("id", id.Id);
            json.WriteString("name", id.Name);
            json.WriteString("message", message);
            json.WriteStartObject("values");
            foreach ((string name, object? value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
            {
                if (name != "{OriginalFormat}") { Write(json, name, value); }
            }

            json.WriteEndObject();
            if (exception is not null) { json.WriteString("exception", exception.ToString()); }
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(name); break;
            case int number: json.WriteNumber(name, number); break;
            case long number: json.WriteNumber(name, number); break;
            case ulong number: json.WriteNumber(name, number); break;
            default: json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }
}
