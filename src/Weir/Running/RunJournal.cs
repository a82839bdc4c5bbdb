using System.Text.Json;

namespace Weir.Running;

/// <summary>
/// What a run makes on the machine that does not vanish with its process and carries no mark that the kernel keeps. Each entry is written before the thing is made, so after a crash nothing exists that does
/// not stand here. Network namespaces and their interfaces need no entry: they go with the last process that holds them. Programs need none: their environment carries the run's mark.
/// </summary>
public sealed class RunJournal : IDisposable
{
    private readonly FileStream _file;

    /// <summary>Opens the journal of a run for writing.</summary>
    public RunJournal(RunFolder folder) => _file = new FileStream(folder.Journal, FileMode.Append, FileAccess.Write, FileShare.Read, 1);

    /// <summary>Writes that a thing of <paramref name="kind"/> (such as <c>cgroup</c>) will be made at <paramref name="path"/>.</summary>
    public void Announce(string kind, string path)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind", kind);
            json.WriteString("path", path);
            json.WriteEndObject();
        }

        System.Buffers.BuffersExtensions.Write(buffer, "\n"u8);
        lock (_file) { _file.Write(buffer.WrittenSpan); }
    }

    /// <summary>What stands in the journal of a run, in the order of making. A last line that was cut off by a crash was never made.</summary>
    public static IReadOnlyList<(string Kind, string Path)> Read(RunFolder folder)
    {
        if (!File.Exists(folder.Journal)) { return []; }
        var all = new List<(string, string)>();
        foreach (string line in File.ReadAllLines(folder.Journal))
        {
            if (!line.EndsWith('}')) { continue; }
            using var json = JsonDocument.Parse(line);
            all.Add((json.RootElement.GetProperty("kind").GetString() ?? "", json.RootElement.GetProperty("path").GetString() ?? ""));
        }

        return all;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
