using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.Json;
using Weir.Running;

namespace Weir.Cli.Runs;

/// <summary>Which node, link or program a verb acts on, with completion from the plans of the runs that are alive.</summary>
internal static class NodeChoice
{
    /// <summary>The argument <c>NODE</c>.</summary>
    public static Argument<string> Argument()
    {
        var node = new Argument<string>("node") { Description = "The node" };
        node.CompletionSources.Add(_ => Names("nodes"));
        return node;
    }

    /// <summary>The names that the plans of living runs have in one of their lists: <c>nodes</c>, <c>links</c>, <c>programs</c>.</summary>
    public static IEnumerable<CompletionItem> Names(string list) =>
        RunRegistry.OfThisUser().All().Where(entry => entry.IsAlive).SelectMany(entry => Names(entry, list)).Distinct(StringComparer.Ordinal).Select(name => new CompletionItem(name));

    private static IEnumerable<string> Names(RunEntry entry, string list)
    {
        try
        {
            using var plan = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(entry.Folder, "plan.json")));
            return [.. plan.RootElement.GetProperty(list).EnumerateArray().Select(one => one.GetProperty("name").GetString() ?? "")];
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException)
        {
            // A run that has just begun has no plan in its folder yet; a completion is no place to complain.
            return [];
        }
    }
}
