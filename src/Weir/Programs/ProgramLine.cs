using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Weir.Programs;

/// <summary>One line that a program wrote.</summary>
/// <param name="Number">Its position in the program's output, from 1.</param>
/// <param name="Time">Seconds since the run's clock started.</param>
/// <param name="IsError">True when it came from standard error.</param>
/// <param name="Text">The line without its end; bytes that are no UTF-8 are replaced.</param>
public readonly record struct ProgramLine(long Number, double Time, bool IsError, string Text)
{
    /// <summary>The line as it stands in a log file, without its end: <c>SECONDS out|err TEXT</c>.</summary>
    public string ToLog() => string.Create(CultureInfo.InvariantCulture, $"{Time:F6} {(IsError ? "err" : "out")} {Text}");

    /// <summary>Writes the members of its JSON object: <c>time</c>, <c>program</c>, <c>stream</c> (<c>out</c> or <c>err</c>) and <c>text</c>.</summary>
    public void Write(Utf8JsonWriter json, string program)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteNumber("time", Math.Round(Time, 6));
        json.WriteString("program", program);
        json.WriteString("stream", IsError ? "err" : "out");
        json.WriteString("text", Text);
    }

    /// <summary>Reads a line of a log file, without its end, to which <paramref name="number"/> is given; null when it has another form.</summary>
    public static ProgramLine? Read(ReadOnlySpan<byte> line, long number)
    {
        if (!Utf8Parser.TryParse(line, out double time, out int used) || line.Length < used + 5 || line[used] != ' ' || line[used + 4] != ' ') { return null; }
        return new ProgramLine(number, time, line.Slice(used + 1, 3).SequenceEqual("err"u8), Encoding.UTF8.GetString(line[(used + 5)..]));
    }
}
