using System.Globalization;

namespace Weir.Declaration;

/// <summary>Names with ranges: <c>h[1..3]</c>, <c>h[1..9..2]</c>, <c>leaf[a..d]</c>, <c>s[1..2]-p[1..2]</c>. The first range changes slowest.</summary>
public static class NameRange
{
    /// <summary>Names that one text may stand for at most.</summary>
    public const int Limit = 100_000;

    /// <summary>How a range is written.</summary>
    public const string Hint = "a range is written name[1..3], name[1..9..2] or name[a..d]";

    /// <summary>True when the text has a range.</summary>
    public static bool IsRange(string text) => text.Contains('[', StringComparison.Ordinal) || text.Contains(']', StringComparison.Ordinal);

    /// <summary>All names that a text stands for; one when it has no range. Null with the problem when it cannot be read.</summary>
    public static IReadOnlyList<NameInstance>? Expand(string text, out string? problem)
    {
        problem = null;
        if (!IsRange(text)) { return [new NameInstance(text, [], [])]; }
        List<NameInstance> all = [new("", [], [])];
        int at = 0;
        while (at < text.Length)
        {
            int open = text.IndexOf('[', at);
            string plain = open < 0 ? text[at..] : text[at..open];
            if (plain.Contains(']', StringComparison.Ordinal))
            {
                problem = "a ']' without its '['";
                return null;
            }

            if (plain.Length > 0) { all = all.ConvertAll(n => n with { Text = n.Text + plain }); }
            if (open < 0) { break; }
            int close = text.IndexOf(']', open);
            if (close < 0)
            {
                problem = "a '[' without its ']'";
                return null;
            }

            List<(long Index, string Word)>? steps = Steps(text[(open + 1)..close], out problem);
            if (steps is null) { return null; }
            if ((long)steps.Count * all.Count > Limit)
            {
                problem = $"more than {Limit} names";
                return null;
            }

            all = [.. all.SelectMany(n => steps.Select(s => new NameInstance(n.Text + s.Word, [.. n.Indices, s.Index], [.. n.Words, s.Word])))];
            at = close + 1;
        }

        return all;
    }

    private static List<(long Index, string Word)>? Steps(string inside, out string? problem)
    {
        problem = null;
        string[] parts = inside.Split("..", StringSplitOptions.TrimEntries);
        if (parts.Length is < 2 or > 3)
        {
            problem = $"'[{inside}]' is no range";
            return null;
        }

        long step = 1;
        if (parts.Length == 3 && (!long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out step) || step == 0))
        {
            problem = $"the step '{parts[2]}' is no number above zero";
            return null;
        }

        bool letters = parts[0].Length == 1 && parts[1].Length == 1 && char.IsAsciiLetterLower(parts[0][0]) && char.IsAsciiLetterLower(parts[1][0]);
        long first = letters ? parts[0][0] - 'a' + 1 : 0;
        long last = letters ? parts[1][0] - 'a' + 1 : 0;
        if (!letters && !(long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out first) && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out last)))
        {
            problem = $"'[{inside}]' is no range of numbers or letters";
            return null;
        }

        // [1..0] stands for none: with a variable as the end, an experiment may have no clients.
        if (last < first && !(first == 1 && last == 0))
        {
            problem = $"'[{inside}]' runs backwards";
            return null;
        }

        if ((last - first) / step >= Limit)
        {
            problem = $"'[{inside}]' is more than {Limit} names";
            return null;
        }

        var steps = new List<(long, string)>();
        for (long i = first; i <= last; i += step) { steps.Add((i, letters ? ((char)('a' + i - 1)).ToString() : i.ToString(CultureInfo.InvariantCulture))); }
        return steps;
    }
}
