namespace Weir.Declaration;

/// <summary>Names of links: <c>a -- b</c>, <c>a -- b (2)</c>; with ranges on either side, and as a chain <c>a -- b -- c</c>.</summary>
public static class LinkName
{
    /// <summary>What stands between the ends.</summary>
    public const string Separator = " -- ";

    /// <summary>How a link is written.</summary>
    public const string Hint = "a link is written a -- b, with spaces around the two hyphens";

    /// <summary>True when the text is written as a link.</summary>
    public static bool IsLink(string text) => text.Contains(Separator, StringComparison.Ordinal);

    /// <summary>The number at the end, as in <c>a -- b (2)</c>, and the text before it; 0 when there is none.</summary>
    public static (string Text, int Number) SplitNumber(string text)
    {
        int open = text.LastIndexOf(" (", StringComparison.Ordinal);
        return open > 0 && text.EndsWith(')') && int.TryParse(text.AsSpan(open + 2, text.Length - open - 3), System.Globalization.CultureInfo.InvariantCulture, out int number) && number > 0 ? (text[..open], number) : (text, 0);
    }

    /// <summary>
    /// The pairs of names that a text stands for: several on one side are each joined with the one on the other, as many on both sides are joined in pairs. Null with the problem when it cannot be read.
    /// <paramref name="find"/> gives what one side of it names, or null after it has noted a mistake.
    /// </summary>
    public static IReadOnlyList<(NameInstance A, NameInstance B)>? Pairs(string text, Func<string, IReadOnlyList<NameInstance>?> find, out string? problem)
    {
        problem = null;
        string[] sides = text.Split(Separator, StringSplitOptions.TrimEntries);
        if (sides.Length < 2 || sides.Any(s => s.Length == 0))
        {
            problem = "it needs a name on both sides of --";
            return null;
        }

        var named = new List<IReadOnlyList<NameInstance>>();
        foreach (string side in sides)
        {
            if (find(side) is not { } names) { return null; }
            named.Add(names);
        }

        var pairs = new List<(NameInstance, NameInstance)>();
        for (int i = 0; i + 1 < named.Count; i++)
        {
            (IReadOnlyList<NameInstance> left, IReadOnlyList<NameInstance> right) = (named[i], named[i + 1]);
            if (left.Count == right.Count)
            {
                for (int k = 0; k < left.Count; k++) { pairs.Add((left[k], right[k])); }
            }
            else if (left.Count == 1) { pairs.AddRange(right.Select(r => (left[0], r))); }
            else if (right.Count == 1) { pairs.AddRange(left.Select(l => (l, right[0]))); }
            else if (left.Count > 0 && right.Count > 0)
            {
                problem = $"{left.Count} names on the left and {right.Count} on the right can be joined neither in pairs nor with one";
                return null;
            }
        }

        return pairs;
    }

    /// <summary>The names of the links that a text with ranges stands for; wildcards stay. Null with the problem when it cannot be read.</summary>
    public static IReadOnlyList<NameInstance>? Expand(string text, out string? problem)
    {
        (string plain, int number) = SplitNumber(text);
        string? inside = null;
        IReadOnlyList<(NameInstance A, NameInstance B)>? pairs = Pairs(plain, side => NameRange.Expand(side, out inside), out problem);
        problem ??= inside;
        return pairs is null ? null : [.. pairs.Select(p => new NameInstance($"{p.A.Text}{Separator}{p.B.Text}{(number > 0 ? $" ({number})" : "")}", [], []))];
    }
}
