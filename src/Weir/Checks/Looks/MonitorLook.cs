using Weir.Declaration;
using Weir.Store;

namespace Weir.Checks.Looks;

/// <summary>Looks at a number in the run's store: rows or a column of a monitor's table, or the result of a query.</summary>
internal static class MonitorLook
{
    /// <summary>Looks once.</summary>
    public static Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        string sql = settings.TextOrNull("sql") ?? Query(settings);
        string path = Path.Combine(scene.RunFolder, "store.db");
        if (!File.Exists(path)) { return Task.FromResult(CheckOutcome.Fail("the run has no store yet")); }
        using StoreReader store = StoreReader.Open(path);
        double? value = store.Number(sql);
        return Task.FromResult(value is { } number ? Bounds.Judge(settings, number, settings.TextOrNull("sql") ?? $"the value of {settings.Text("monitor")}") : CheckOutcome.Fail($"'{sql}' gives no number"));
    }

    private static string Query(Settings settings)
    {
        string table = settings.TextOrNull("table") ?? settings.Text("monitor");
        string what = settings.TextOrNull("column") is { } column ? $"sum(\"{Quote(column)}\")" : "count(*)";
        return $"select {what} from \"{Quote(table)}\"";
    }

    private static string Quote(string name) => name.Replace("\"", "\"\"", StringComparison.Ordinal);
}
