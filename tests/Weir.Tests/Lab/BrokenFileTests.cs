using System.Text.RegularExpressions;
using Weir.Declaration;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Lab;

/// <summary>Files broken by a seeded mutation of a right one: each is refused with a place, and nearly each with the hint that undoes the mutation.</summary>
public sealed partial class BrokenFileTests
{
    private const int Files = 240;

    [Fact]
    public void Broken_files_are_refused_with_their_place_and_nearly_all_with_the_right_hint()
    {
        string[] right = [LabText.Rich, File.ReadAllText(Repository.PathOf("examples", "two-sites", "two-sites.lab.yaml"))];
        var random = new Random(2024);
        var bad = new List<string>();
        int count = 0;
        while (count < Files)
        {
            if (Mutate(right[count % right.Length], random) is not var (text, line, hint)) { continue; }
            count++;
            IReadOnlyList<Mistake> mistakes = LabText.Mistakes(text);
            mistakes.ShouldAllBe(m => m.Place.File == LabText.Name && m.Place.Line > 0 && m.Place.Column > 0, string.Join('\n', mistakes));
            if (!mistakes.Any(m => Math.Abs(m.Place.Line - line) <= 1 && m.Hint.Contains(hint, StringComparison.OrdinalIgnoreCase))) { bad.Add($"line {line}: {text.Split('\n')[line - 1].Trim()}; wanted '{hint}', got {string.Join(" / ", mistakes)}"); }
        }

        bad.Count.ShouldBeLessThanOrEqualTo(Files / 10, string.Join('\n', bad));
    }

    /// <summary>The broken text, the line that was broken, and what a hint should say; null when this mutation finds nothing to break.</summary>
    private static (string Text, int Line, string Hint)? Mutate(string right, Random random)
    {
        string[] lines = right.Split('\n');
        switch (random.Next(8))
        {
            case 0:
                return Replace(lines, Key(), random, key => Misspell(key, random), key => $"'{key}'");
            case 1:
                return Replace(lines, Unit(), random, value => value.Split(' ')[0], value => value.Split(' ')[0]);
            case 2:
                return Replace(lines, Reference(), random, name => Misspell(name, random), name => $"'{name}'");
            case 3:
                return Replace(lines, Word(), random, word => Misspell(word, random), word => $"'{word}'");
            case 4:
                return Replace(lines, Variable(), random, name => Misspell(name, random), name => $"'{name}'");
            case 5:
                int twice = Pick(lines, random, l => l.StartsWith("    ", StringComparison.Ordinal) && l.Contains(": ", StringComparison.Ordinal) && !l.Contains("- ", StringComparison.Ordinal));
                return (string.Join('\n', (string[])[.. lines[..(twice + 1)], .. lines[twice..]]), twice + 2, "remove one of the two");
            case 6:
                int tab = Pick(lines, random, l => l.StartsWith("  ", StringComparison.Ordinal));
                lines[tab] = "\t" + lines[tab].TrimStart();
                return (string.Join('\n', lines), tab + 1, "indent with spaces");
            default:
                return Replace(lines, Dashes(), random, _ => " - ", _ => " -- ");
        }
    }

    private static (string Text, int Line, string Hint)? Replace(string[] lines, Regex what, Random random, Func<string, string> with, Func<string, string> hint)
    {
        (int Line, Group Group)[] places = [.. lines.SelectMany((l, i) => what.Matches(l.Split(" #")[0]).Select(m => (i, m.Groups[1])))];
        if (places.Length == 0) { return null; }
        (int line, Group group) = places[random.Next(places.Length)];
        string replaced = with(group.Value);
        if (replaced == group.Value) { return null; }
        lines[line] = lines[line][..group.Index] + replaced + lines[line][(group.Index + group.Length)..];
        return (string.Join('\n', lines), line + 1, hint(group.Value));
    }

    /// <summary>A slip of the fingers: two letters swapped, one left out or one too many. The first stays.</summary>
    private static string Misspell(string word, Random random)
    {
        int at = random.Next(1, Math.Max(2, word.Length - 1));
        return word.Length < 4 ? word + "x" : random.Next(3) switch
        {
            0 => word[..at] + word[at + 1] + word[at] + word[(at + 2)..],
            1 => word[..at] + word[(at + 1)..],
            _ => word[..at] + word[at] + word[at..],
        };
    }

    private static int Pick(string[] lines, Random random, Predicate<string> fits)
    {
        int[] places = [.. Enumerable.Range(0, lines.Length).Where(i => fits(lines[i]))];
        return places[random.Next(places.Length)];
    }

    [GeneratedRegex(@"(?<=^|[{,] |^ {4,8}|^ +- )(seed|vars|nodes|links|programs|captures|events|checks|duration|description|memory|cpus|pids|rate|delay|jitter|loss|queue|port|ready|after|expect|restart|filter|direction|within|status|count|where|from|below|ping|rtt|http|packets|program|link)(?=:)")]
    private static partial Regex Key();

    [GeneratedRegex(@"(?<=: )([0-9.]+ (?:ms|s|MiB|Mbit/s|%|packets))(?= |$|,|\})")]
    private static partial Regex Unit();

    [GeneratedRegex(@"(?<=(?:on|from|to|after|exit|at): )(server|web|load1|h1|s1)(?= |$|,|\})")]
    private static partial Regex Reference();

    [GeneratedRegex(@"(?<=: )(bridge|router|http-server|on-failure|down|restart|true)(?= |$|,|\})")]
    private static partial Regex Word();

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"(?<=^  - \S+)( -- )(?=\S+$)")]
    private static partial Regex Dashes();
}
