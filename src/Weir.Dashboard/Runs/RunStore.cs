using System.Text.Json;
using Weir.Dashboard.Serving;
using Weir.Running;
using Weir.Store;

namespace Weir.Dashboard.Runs;

/// <summary>The tables of one monitor of a run.</summary>
internal sealed class RunStore : IDisposable
{
    private readonly StoreReader _reader;
    private readonly string _prefix;

    private RunStore(StoreReader reader, string monitor, string kind, IReadOnlyList<string> others)
    {
        _reader = reader;
        Monitor = monitor;
        Kind = kind;
        _prefix = PrefixOf(monitor);
        // Where the names of two monitors begin alike, a table belongs to the longer one.
        string[] longer = [.. others.Select(PrefixOf).Where(one => one.Length > _prefix.Length && one.StartsWith(_prefix, StringComparison.Ordinal))];
        Tables = [.. reader.Tables.Where(one => one.StartsWith(_prefix, StringComparison.Ordinal) && !longer.Any(other => one.StartsWith(other, StringComparison.Ordinal))).Select(one => one[_prefix.Length..])];
    }

    /// <summary>The monitor's name.</summary>
    public string Monitor { get; }

    /// <summary>Its kind.</summary>
    public string Kind { get; }

    /// <summary>Its tables, by their names without the monitor's.</summary>
    public IReadOnlyList<string> Tables { get; }

    /// <summary>Reads the store.</summary>
    public StoreReader Reader => _reader;

    /// <summary>Opens the tables of a monitor.</summary>
    /// <exception cref="ApiException">There is no such monitor, or it keeps its tables elsewhere.</exception>
    public static RunStore Open(RunView run, string monitor)
    {
        JsonElement?[] monitors = [.. run.Plan().Member("monitors").Items()];
        JsonElement? plan = monitors.FirstOrDefault(one => one.Text("name") == monitor) ?? throw ApiException.Missing($"the run has no monitor '{monitor}'");
        string sink = plan.Text("sink") ?? "store.db";
        string file = run.Folder.StoreOf(sink);
        if (Path.GetFileName(sink) != sink || !File.Exists(file)) { throw ApiException.Missing($"monitor {monitor} has no tables in the run's folder"); }
        return new RunStore(StoreReader.Open(file), monitor, plan.Text("kind") ?? "", [.. monitors.Select(one => one.Text("name") ?? "")]);
    }

    /// <summary>The name of a table in the store, quoted for a query.</summary>
    /// <exception cref="ApiException">The monitor has no such table.</exception>
    public string Quoted(string table) => $"\"{NameOf(table).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The name of a table in the store.</summary>
    /// <exception cref="ApiException">The monitor has no such table.</exception>
    public string NameOf(string table) => Tables.Contains(table, StringComparer.Ordinal) ? _prefix + table : throw ApiException.Missing($"monitor {Monitor} has no table '{table}': it has {string.Join(", ", Tables)}");

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private static string PrefixOf(string monitor) => monitor.Replace('-', '_') + "_";
}
