using System.Buffers.Text;
using System.Text;
using Weir.Dashboard.Answers;

namespace Weir.Dashboard.Runs;

/// <summary>Lines of a program's log: <c>SECONDS out|err TEXT</c>.</summary>
internal static class LogLines
{
    /// <summary>Reads a line without its end; null when it has another form.</summary>
    public static LogLine? Read(ReadOnlySpan<byte> line)
    {
        if (!Utf8Parser.TryParse(line, out double time, out int used) || line.Length < used + 5 || line[used] != ' ' || line[used + 4] != ' ') { return null; }
        return new LogLine(time, line.Slice(used + 1, 3).SequenceEqual("err"u8) ? "err" : "out", Encoding.UTF8.GetString(line[(used + 5)..]));
    }
}
