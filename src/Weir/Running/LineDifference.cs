namespace Weir.Running;

/// <summary>Compares two texts line by line.</summary>
internal static class LineDifference
{
    // The table of the comparison has the product of both counts; above this the texts are no lab files that people read line by line.
    private const int Limit = 4000;

    /// <summary>The lines that only one of the texts has, in their order: <c>-LINE</c> of the first, <c>+LINE</c> of the second. Empty when the texts are the same.</summary>
    public static IReadOnlyList<string> Of(string first, string second)
    {
        string[] a = first.TrimEnd('\n').Split('\n'), b = second.TrimEnd('\n').Split('\n');
        int begin = 0;
        while (begin < a.Length && begin < b.Length && a[begin] == b[begin]) { begin++; }
        int endA = a.Length, endB = b.Length;
        while (endA > begin && endB > begin && a[endA - 1] == b[endB - 1]) { (endA, endB) = (endA - 1, endB - 1); }
        ReadOnlySpan<string> middleA = a.AsSpan(begin, endA - begin), middleB = b.AsSpan(begin, endB - begin);
        return middleA.Length > Limit || middleB.Length > Limit ? [.. middleA.ToArray().Select(line => "-" + line), .. middleB.ToArray().Select(line => "+" + line)] : Walk(middleA, middleB);
    }

    // The longest common subsequence, counted from the ends, then walked from the beginning.
    private static List<string> Walk(ReadOnlySpan<string> a, ReadOnlySpan<string> b)
    {
        int[,] common = new int[a.Length + 1, b.Length + 1];
        for (int i = a.Length - 1; i >= 0; i--)
        {
            for (int j = b.Length - 1; j >= 0; j--) { common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]); }
        }

        var lines = new List<string>();
        int x = 0, y = 0;
        while (x < a.Length || y < b.Length)
        {
            if (x < a.Length && y < b.Length && a[x] == b[y]) { (x, y) = (x + 1, y + 1); }
            else if (x < a.Length && (y == b.Length || common[x + 1, y] >= common[x, y + 1])) { lines.Add("-" + a[x++]); }
            else { lines.Add("+" + b[y++]); }
        }

        return lines;
    }
}
