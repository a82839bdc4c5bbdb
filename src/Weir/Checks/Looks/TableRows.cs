using System.Text.Json;
using Weir.Store;

namespace Weir.Checks.Looks;

/// <summary>The rows of a table of a store, one after the other, for comparing: they lie in a file that goes with this, so that a table of any length can be compared.</summary>
internal sealed class TableRows : IDisposable
{
    private const int BufferBytes = 64 << 10;

    private readonly StreamReader _lines;

    /// <summary>Reads a table; <paramref name="folder"/> is where the file lies meanwhile.</summary>
    /// <exception cref="WeirException">There is no such store or table.</exception>
    public TableRows(string store, string table, string folder, CancellationToken cancellation)
    {
        using StoreReader reader = StoreReader.Open(store);
        string path = Path.Combine(folder, $"compared-{Path.GetRandomFileName()}");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferBytes, FileOptions.DeleteOnClose);
        _lines = new StreamReader(file);
        try
        {
            Count = reader.Export(table, ExportFormat.JsonLines, file, cancellation);
            cancellation.ThrowIfCancellationRequested();
            file.Position = 0;
        }
        catch
        {
            _lines.Dispose();
            throw;
        }
    }

    /// <summary>How many there are.</summary>
    public long Count { get; }

    /// <summary>The first difference in words; null when there is none. Numbers may differ by <paramref name="tolerance"/> of the larger one. Can be asked once.</summary>
    public string? CompareWith(TableRows then, double tolerance)
    {
        if (Count != then.Count) { return $"{Count} rows now, {then.Count} then"; }
        for (long row = 1; _lines.ReadLine() is { } here && then._lines.ReadLine() is { } there; row++)
        {
            if (here == there) { continue; }
            using JsonDocument left = JsonDocument.Parse(here), right = JsonDocument.Parse(there);
            foreach (JsonProperty now in left.RootElement.EnumerateObject())
            {
                if (!right.RootElement.TryGetProperty(now.Name, out JsonElement before)) { return $"column {now.Name} was not there then"; }
                if (!Same(now.Value, before, tolerance)) { return $"row {row}, {now.Name}: {now.Value} now, {before} then"; }
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private static bool Same(JsonElement now, JsonElement then, double tolerance) => now.ValueKind == JsonValueKind.Number && then.ValueKind == JsonValueKind.Number
        ? now.GetRawText() == then.GetRawText() || Math.Abs(now.GetDouble() - then.GetDouble()) <= tolerance * Math.Max(Math.Abs(now.GetDouble()), Math.Abs(then.GetDouble()))
        : now.ToString() == then.ToString();
}
