namespace Weir;

/// <summary>Finds what the user probably meant.</summary>
internal static class Suggestion
{
    /// <summary>The nearest of <paramref name="candidates"/> by edit distance (a swap of neighbours counts one), or null when none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        string? best = null;
        // A third of the letters may be wrong, at least one; a common beginning of three letters is also near enough. A single letter is near to nothing.
        int limit = word.Length == 1 ? 0 : Math.Max(1, word.TrimStart('-').Length / 3);
        int least = limit + 1;
        foreach (string candidate in candidates)
        {
            int distance = Distance(word, candidate);
            if (distance < least) { (best, least) = (candidate, distance); }
        }

        return best ?? (word.Length >= 3 ? candidates.FirstOrDefault(c => c.StartsWith(word, StringComparison.Ordinal)) : null);
    }

    /// <summary>Insertions, deletions, changes and swaps of neighbours that turn <paramref name="a"/> into <paramref name="b"/>.</summary>
    public static int Distance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) { d[i, 0] = i; }
        for (int j = 0; j <= b.Length; j++) { d[0, j] = j; }
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int change = a[i - 1] == b[j - 1] ? 0 : 1;
                int least = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) { least = Math.Min(least, d[i - 2, j - 2] + 1); }
                d[i, j] = least;
            }
        }

        return d[a.Length, b.Length];
    }
}
