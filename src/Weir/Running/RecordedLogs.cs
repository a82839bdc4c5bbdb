using System.Text.Json;
using Weir.Programs;

namespace Weir.Running;

/// <summary>What the programs of an earlier run wrote, from the files of its folder.</summary>
public static class RecordedLogs
{
    /// <summary>Bytes of a line at most, its time included: each character takes up to three.</summary>
    private const int LongestLine = (3 * ProgramLog.LineLimit) + 64;

    /// <summary>The lines of the programs that are named (none: of all), in the order of their times. Files are read as the lines are taken; one that is not there has no lines.</summary>
    /// <exception cref="WeirException">The run had no such program.</exception>
    public static IEnumerable<(string Program, ProgramLine Line)> Read(RunRecord run, IReadOnlyList<string> wanted)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(wanted);
        string[] all = [.. run.Plan.Member("programs").Items().Select(one => one.Text("name")).OfType<string>()];
        foreach (string name in wanted)
        {
            if (all.Contains(name)) { continue; }
            throw new WeirException($"there was no program '{name}' in {run.Folder.Id.Text}{(Suggestion.Nearest(name, all) is { } near ? $": did you mean '{near}'?" : "")}");
        }

        return Merge(run.Folder, wanted.Count == 0 ? all : wanted);
    }

    private static IEnumerable<(string Program, ProgramLine Line)> Merge(RunFolder folder, IReadOnlyList<string> programs)
    {
        var next = new PriorityQueue<(string Program, ProgramLine Line, IEnumerator<ProgramLine> Lines), (double, int)>();
        try
        {
            for (int i = 0; i < programs.Count; i++)
            {
                IEnumerator<ProgramLine> lines = Lines(folder.LogOf(programs[i])).GetEnumerator();
                if (lines.MoveNext()) { next.Enqueue((programs[i], lines.Current, lines), (lines.Current.Time, i)); }
            }

            while (next.TryDequeue(out (string Program, ProgramLine Line, IEnumerator<ProgramLine> Lines) one, out (double Time, int Order) key))
            {
                yield return (one.Program, one.Line);
                if (one.Lines.MoveNext()) { next.Enqueue((one.Program, one.Lines.Current, one.Lines), (one.Lines.Current.Time, key.Order)); }
                else { one.Lines.Dispose(); }
            }
        }
        finally
        {
            foreach (((_, _, IEnumerator<ProgramLine> rest), _) in next.UnorderedItems) { rest.Dispose(); }
        }
    }

    // A line ends with a line feed only: a program may write carriage returns.
    private static IEnumerable<ProgramLine> Lines(string path)
    {
        if (!File.Exists(path)) { yield break; }
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        byte[] buffer = new byte[LongestLine];
        int held = 0;
        long number = 0;
        while (file.Read(buffer, held, buffer.Length - held) is > 0 and int read)
        {
            held += read;
            int at = 0;
            while (buffer.AsSpan(at, held - at).IndexOf((byte)'\n') is >= 0 and int length)
            {
                if (ProgramLine.Read(buffer.AsSpan(at, length), number + 1) is { } line)
                {
                    number++;
                    yield return line;
                }

                at += length + 1;
            }

            // Longer than any line that Weir writes: not one of its files. What comes behind the next line feed may be.
            held = held - at == buffer.Length ? 0 : held - at;
            buffer.AsSpan(at, held).CopyTo(buffer);
        }
    }
}
