using Weir.Declaration;
using Weir.Store;

namespace Weir.Checks.Looks;

/// <summary>Looks at a number in the run's store: rows or a column of a monitor's table, or the result of a query. What has passed until the look is in the tables.</summary>
internal static class MonitorLook
{
    /// <summary>Looks once.</summary>
    public static async Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        IReadOnlyList<MonitorFacts> monitors = await scene.MonitorsAsync(cancellation).ConfigureAwait(false);
        string path = Path.Combine(scene.RunFolder, "store.db");
        string? sql = settings.TextOrNull("sql");
        // A query is long, and stands in the file.
        string what = "the query's number";
        long dropped = monitors.Sum(one => one.Dropped);
        if (settings.TextOrNull("monitor") is { } name)
        {
            MonitorFacts monitor = monitors.FirstOrDefault(one => one.Name == name) ?? throw new WeirException($"monitor {name} does not listen");
            (path, dropped, monitors) = (monitor.Store, monitor.Dropped, [monitor]);
            if (sql is null)
            {
                string table = TableOf(monitor, settings.TextOrNull("table"));
                string? column = settings.TextOrNull("column");
                sql = $"select {(column is null ? "count(*)" : $"coalesce(sum(\"{Quote(column)}\"), 0)")} from \"{Quote(table)}\"";
                if (settings.TextOrNull("where") is { } where) { sql += $" where {where}"; }
                what = $"{(column is null ? "the number of rows" : $"the sum of {column}")} in {table}{(settings.TextOrNull("where") is { } rows ? $" where {Short(rows)}" : "")}";
            }
        }

        if (monitors.FirstOrDefault(one => one.Fault is not null) is { } ended) { return CheckOutcome.Fail($"monitor {ended.Name} ended early: {ended.Fault}"); }
        if (!File.Exists(path)) { return CheckOutcome.Fail("the run has no store: it has no monitors"); }
        using StoreReader store = StoreReader.Open(path);
        CheckOutcome outcome = store.Number(sql!) is { } number ? Bounds.Judge(settings, number, what) : CheckOutcome.Fail($"'{sql}' gives no number");
        return dropped == 0 ? outcome : outcome with { Message = $"{outcome.Message}; {dropped} frames were lost" };
    }

    private static string TableOf(MonitorFacts monitor, string? table)
    {
        if (table is null) { return monitor.Tables[0]; }
        string prefix = monitor.Name.Replace('-', '_') + "_";
        if (monitor.Tables.FirstOrDefault(one => one == table || one == prefix + table) is { } found) { return found; }
        string[] own = [.. monitor.Tables.Select(one => one[prefix.Length..])];
        throw new WeirException($"monitor {monitor.Name} has no table '{table}'{(Suggestion.Nearest(table, own) is { } near ? $": did you mean {near}?" : $": it has {string.Join(", ", own)}")}");
    }

    private static string Short(string condition)
    {
        const int Longest = 60;
        string line = condition.ReplaceLineEndings(" ");
        return line.Length <= Longest ? line : line[..(Longest - 3)] + "...";
    }

    private static string Quote(string name) => name.Replace("\"", "\"\"", StringComparison.Ordinal);
}
