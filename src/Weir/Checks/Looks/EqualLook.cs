using System.Globalization;
using Weir.Declaration;
using Weir.Store;

namespace Weir.Checks.Looks;

/// <summary>Compares two values: numbers, counts of packets, counters, rows of a table, or the contents of files.</summary>
internal static class EqualLook
{
    /// <summary>Looks once.</summary>
    public static async Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        string left = await ValueAsync(settings.Text("left"), scene, cancellation).ConfigureAwait(false);
        string right = await ValueAsync(settings.Text("right"), scene, cancellation).ConfigureAwait(false);
        bool same = left == right || (double.TryParse(left, CultureInfo.InvariantCulture, out double a) && double.TryParse(right, CultureInfo.InvariantCulture, out double b) && Math.Abs(a - b) <= settings.Number("tolerance"));
        return new CheckOutcome(same, $"{settings.Text("left")} is {Shorten(left)}, {settings.Text("right")} is {Shorten(right)}");
    }

    private static async Task<string> ValueAsync(string text, ICheckScene scene, CancellationToken cancellation)
    {
        int open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || !text.EndsWith(')')) { return text; }
        string[] arguments = [.. text[(open + 1)..^1].Split(',', 2, StringSplitOptions.TrimEntries)];
        switch (text[..open])
        {
            case "packets":
                using (var query = new PacketQuery(arguments.Length > 1 ? arguments[1] : null, null))
                {
                    return query.Count(await scene.CapturesAsync(arguments[0], cancellation).ConfigureAwait(false), cancellation).ToString(CultureInfo.InvariantCulture);
                }

            case "counter" when arguments.Length == 2:
                return CounterLook.Read(arguments[0], arguments[1], scene).ToString(CultureInfo.InvariantCulture);
            case "rows":
                using (StoreReader store = StoreReader.Open(Path.Combine(scene.RunFolder, "store.db")))
                {
                    return store.Number($"select count(*) from \"{arguments[0].Replace("\"", "\"\"", StringComparison.Ordinal)}\"")?.ToString(CultureInfo.InvariantCulture) ?? "";
                }

            case "file":
                if (!File.Exists(arguments[0])) { throw new WeirException($"{arguments[0]} is not there"); }
                return Read(arguments[0]);
            default:
                throw new WeirException($"'{text}' is no value: packets(AT, WHERE), counter(AT, NAME), rows(TABLE) and file(PATH) are, and plain words and numbers");
        }
    }

    private static string Read(string path) => File.ReadAllText(path).Trim();

    private static string Shorten(string text) => text.Length > 80 ? text[..80] + "..." : text;
}
