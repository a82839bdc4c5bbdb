namespace Weir.Lab.Reading;

/// <summary>Turns what a YAML parser says into what the writer of a file can use.</summary>
internal static class YamlFault
{
    /// <summary>The line, the message and a hint, from the parser's words and the place where it stopped.</summary>
    public static (int Line, string Message, string Hint) Explain(string words, string text, int line, int column)
    {
        // The parser stops where the value began that a tab ends.
        if (words.Contains("tab", StringComparison.Ordinal) && TabLine(text, line) is > 0 and var tab) { return (tab, "the line begins with a tab", "indent with spaces"); }
        string here = LineOf(text, line);
        string before = LineOf(text, line - 1);
        if (IndentsByTab(here)) { return (line, "the line begins with a tab", "indent with spaces"); }
        if (HasRangeInBraces(here) || HasRangeInBraces(before)) { return (line, "a name with [ ] or { } inside { } or [ ] is not in quotes", "write it in quotes: { from: \"h[1..3]\" }"); }
        if (words.Contains("quoted scalar", StringComparison.Ordinal)) { return (line, "a text in quotes does not end", "close it with the same quote"); }
        if (words.Contains("flow sequence", StringComparison.Ordinal) || words.Contains("flow mapping", StringComparison.Ordinal)) { return (line, "a { or [ is not closed, or a comma is missing", "write { key: value, key: value } and [ value, value ]"); }
        if (words.Contains("simple key", StringComparison.Ordinal) || words.Contains("expected ':'", StringComparison.Ordinal)) { return (line, $"'{here.Trim()}' is no key with a value", "write key: value, with a space after the colon"); }
        if (words.Contains("mapping values are not allowed", StringComparison.OrdinalIgnoreCase)) { return (line, "a second ': ' in the line, or a line that is indented too far", "put a value with ': ' in quotes, and indent keys of one map alike"); }
        if (words.Contains("block mapping", StringComparison.Ordinal) || words.Contains("block entry", StringComparison.Ordinal) || words.Contains("block sequence", StringComparison.Ordinal) || words.Contains("block end", StringComparison.Ordinal))
        {
            return (line, "the line is not indented as the lines that it belongs to", "indent keys of one map and items of one list alike, by two spaces a level");
        }

        if (column <= here.Length && (here[column - 1] is '@' or '`' or '%')) { return (line, $"a value cannot begin with '{here[column - 1]}'", "put it in quotes"); }
        return (line, $"this is not YAML: {words.TrimEnd('.')}", "put texts with special characters in quotes, and indent by two spaces a level");
    }

    private static bool IndentsByTab(string line) => line.TakeWhile(c => c is ' ' or '\t').Contains('\t');

    /// <summary>The first line from <paramref name="from"/> on that is indented by a tab; 0 when there is none.</summary>
    private static int TabLine(string text, int from)
    {
        string[] lines = text.Split('\n');
        for (int i = Math.Max(1, from); i <= lines.Length; i++)
        {
            if (IndentsByTab(lines[i - 1])) { return i; }
        }

        return 0;
    }

    private static string LineOf(string text, int line)
    {
        if (line < 1) { return ""; }
        int at = 0;
        for (int i = 1; i < line; i++)
        {
            at = text.IndexOf('\n', at) + 1;
            if (at == 0) { return ""; }
        }

        int end = text.IndexOf('\n', at);
        return (end < 0 ? text[at..] : text[at..end]).TrimEnd('\r');
    }

    /// <summary>True when a word such as <c>h[1..3]</c> or <c>h{n}</c> stands in braces without quotes.</summary>
    private static bool HasRangeInBraces(string line)
    {
        int open = line.IndexOf('{', StringComparison.Ordinal);
        if (open < 0) { return false; }
        bool quoted = false;
        for (int i = open + 1; i < line.Length; i++)
        {
            if (line[i] is '"' or '\'') { quoted = !quoted; }
            if (!quoted && (line[i] is '[' or '{') && (char.IsAsciiLetterOrDigit(line[i - 1]) || line[i - 1] == '-')) { return true; }
        }

        return false;
    }
}
