using System.Text;
using Weir.Store;

namespace Weir.Tests.Monitors;

/// <summary>Rows of a store's tables as lines, for comparing what two ways of counting say.</summary>
internal static class MonitorRun
{
    /// <summary>The rows that a query gives, as comma-separated text, sorted.</summary>
    public static string[] Rows(string store, string table, params string[] columns)
    {
        using StoreReader reader = StoreReader.Open(store);
        using var memory = new MemoryStream();
        reader.Export(table, ExportFormat.Csv, memory);
        string[][] lines = [.. Encoding.UTF8.GetString(memory.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(','))];
        int[] places = [.. columns.Select(column => Array.IndexOf(lines[0], column))];
        places.ShouldNotContain(-1, $"{table} has {string.Join(' ', lines[0])}");
        return [.. lines[1..].Select(line => string.Join(',', places.Select(place => line[place]))).Order(StringComparer.Ordinal)];
    }

    /// <summary>A number that a query gives.</summary>
    public static double? Number(string store, string sql)
    {
        using StoreReader reader = StoreReader.Open(store);
        return reader.Number(sql);
    }
}
