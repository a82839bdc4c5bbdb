using System.Text.Json;
using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Compares what this run has found so far with an earlier run: the results of the checks by their names, or tables of the store.</summary>
internal static class SameAsLook
{
    private const int ShownDifferences = 3;

    /// <summary>Looks once.</summary>
    public static Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        string earlier = FolderOf(settings.Text("run"), scene);
        string verdict = ResultOf(earlier);
        if (verdict is not ("pass" or "fail")) { return Task.FromResult(CheckOutcome.Fail($"the earlier run ended with {verdict}: there is nothing to compare with")); }
        IReadOnlyList<string> tables = settings.Texts("tables");
        return Task.FromResult(tables.Count == 0 ? CompareChecks(earlier, scene) : CompareTables(tables, earlier, settings.Fraction("tolerance"), scene, cancellation));
    }

    private static CheckOutcome CompareTables(IReadOnlyList<string> tables, string earlier, double tolerance, ICheckScene scene, CancellationToken cancellation)
    {
        long rows = 0;
        foreach (string table in tables)
        {
            using var now = new TableRows(Path.Combine(scene.RunFolder, "store.db"), table, scene.RunFolder, cancellation);
            using var then = new TableRows(Path.Combine(earlier, "store.db"), table, scene.RunFolder, cancellation);
            if (now.CompareWith(then, tolerance) is { } difference) { return CheckOutcome.Fail($"table {table}: {difference}"); }
            rows += now.Count;
        }

        return CheckOutcome.Pass($"{tables.Count} {(tables.Count == 1 ? "table" : "tables")} with {rows} rows as in the earlier run");
    }

    private static CheckOutcome CompareChecks(string earlier, ICheckScene scene)
    {
        Dictionary<string, string> then = ChecksOf(Path.Combine(earlier, "checks.json"));
        HashSet<string> open = [.. NamesOf(Path.Combine(scene.RunFolder, "plan.json"))];
        var differences = new List<string>();
        int same = 0;
        foreach (SceneEvent one in scene.Events())
        {
            if (one.Kind != "check" || !open.Remove(one.Subject)) { continue; }
            string now = one.Text[..Math.Max(0, one.Text.IndexOf(':', StringComparison.Ordinal))];
            if (!then.Remove(one.Subject, out string? before)) { differences.Add($"{one.Subject} was not in the earlier run"); }
            else if (before != now) { differences.Add($"{one.Subject}: {now} now, {before} then"); }
            else { same++; }
        }

        differences.AddRange(then.Keys.Where(name => !open.Contains(name)).Select(name => $"{name} was in the earlier run and is not in this one"));
        if (differences.Count > 0) { return CheckOutcome.Fail(string.Join("; ", differences.Take(ShownDifferences)) + (differences.Count > ShownDifferences ? $"; and {differences.Count - ShownDifferences} more differences" : "")); }
        if (same == 0) { return CheckOutcome.Fail("no check of this run has been decided yet: there is nothing to compare"); }
        string undecided = open.Count == 0 ? "" : $"; {open.Count} not decided yet, and not compared";
        return CheckOutcome.Pass($"{same} {(same == 1 ? "check" : "checks")} as in the earlier run{undecided}");
    }

    private static string FolderOf(string run, ICheckScene scene)
    {
        string beside = Path.Combine(Path.GetDirectoryName(scene.RunFolder) ?? "/", run);
        string folder = !run.Contains('/', StringComparison.Ordinal) && Directory.Exists(beside) ? beside : Path.GetFullPath(run);
        if (!Directory.Exists(folder)) { throw new WeirException($"there is no run '{run}', neither beside this one nor as a folder"); }
        return folder != scene.RunFolder ? folder : throw new WeirException($"'{run}' is this very run");
    }

    private static string ResultOf(string folder)
    {
        using JsonDocument verdict = Read(Path.Combine(folder, "verdict.json"));
        return verdict.RootElement.ValueKind == JsonValueKind.Object && verdict.RootElement.TryGetProperty("result", out JsonElement result) ? result.ToString() : "no result";
    }

    // Comparisons with earlier runs are not compared themselves: the first run of a row has none that holds.
    private static Dictionary<string, string> ChecksOf(string file)
    {
        var all = new Dictionary<string, string>();
        using JsonDocument checks = Read(file);
        foreach (JsonElement check in Items(checks.RootElement))
        {
            if (TextOf(check, "kind") != CheckForms.SameAs.Name) { all[TextOf(check, "name")] = TextOf(check, "result"); }
        }

        return all;
    }

    private static IEnumerable<string> NamesOf(string file)
    {
        using JsonDocument plan = Read(file);
        return plan.RootElement.ValueKind == JsonValueKind.Object && plan.RootElement.TryGetProperty("checks", out JsonElement checks)
            ? [.. Items(checks).Where(check => TextOf(check, "kind") != CheckForms.SameAs.Name).Select(check => TextOf(check, "name"))] : [];
    }

    private static IEnumerable<JsonElement> Items(JsonElement array) => array.ValueKind == JsonValueKind.Array ? [.. array.EnumerateArray()] : [];

    private static string TextOf(JsonElement thing, string member) => thing.ValueKind == JsonValueKind.Object && thing.TryGetProperty(member, out JsonElement value) ? value.ToString() : "";

    private static JsonDocument Read(string file)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new WeirException($"{file} cannot be read: {fault.Message} (a run that goes on, or was killed, cannot be compared with)");
        }
    }
}
