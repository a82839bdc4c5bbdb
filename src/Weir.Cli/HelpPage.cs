using System.CommandLine;

namespace Weir.Cli;

/// <summary>Help pages: usage, what it does, arguments, options, examples. The same text on every terminal, so that a test can hold it.</summary>
internal static class HelpPage
{
    private const int Width = 100;

    /// <summary>Writes the page of <c>weir --help</c>.</summary>
    public static void WriteRoot(TextWriter writer)
    {
        writer.WriteLine("Weir runs network experiments: it reads what a network said and tells what happened.");
        writer.WriteLine();
        writer.WriteLine("Usage: weir VERB [options]");
        writer.WriteLine();
        writer.WriteLine("Verbs:");
        WriteColumns(writer, Composition.Verbs.Where(v => !v.Hidden && !v.IsBelow).Select(v => (v.Name, v.Summary)));
        writer.WriteLine();
        writer.WriteLine("Options:");
        WriteColumns(writer, [("-h, --help", "Print this page; 'weir VERB --help' prints the page of a verb"), ("--version", "Print the version")]);
        writer.WriteLine();
        writer.WriteLine("Exit codes: 0 all held, 1 a check failed or an input was damaged, 2 bad file or usage,");
        writer.WriteLine("3 the machine lacks something, 130 interrupted (docs/exit-codes.md has them all).");
    }

    /// <summary>Writes the page of one verb.</summary>
    public static void Write(Command command, TextWriter writer)
    {
        string arguments = string.Concat(command.Arguments.Where(a => !a.Hidden).Select(a => " " + Usage(a)));
        string required = string.Concat(command.Options.Where(o => o.Required && !o.Hidden).Select(o => $" {Shortest(o)} {ValueName(o)}"));
        writer.WriteLine($"Usage: weir {WordsOf(command)}{arguments}{required} [options]");
        writer.WriteLine();
        foreach (string line in Wrap(command.Description ?? "", Width)) { writer.WriteLine(line); }
        WriteSection(writer, "Arguments:", command.Arguments.Where(a => !a.Hidden).Select(a => (Usage(a).Trim('[', ']'), a.Description ?? "")));
        WriteSection(writer, "Options:", command.Options.Where(o => !o.Hidden).Select(o => (Names(o), o.Description ?? "")));
        WriteSection(writer, "See also:", Composition.Verbs.Where(v => !v.Hidden && v.IsBelow && v.Name.StartsWith(WordsOf(command) + " ", StringComparison.Ordinal)).Select(v => ("weir " + v.Name, v.Summary)));
        if (command is not VerbCommand { Examples.Count: > 0 } verb) { return; }
        writer.WriteLine();
        writer.WriteLine("Examples:");
        foreach ((string line, string meaning) in verb.Examples)
        {
            writer.WriteLine($"  {line}");
            writer.WriteLine($"      {meaning}");
        }
    }

    /// <summary>The words of a command after <c>weir</c>.</summary>
    public static string WordsOf(Command command) => (command as VerbCommand)?.Words ?? command.Name;

    private static void WriteSection(TextWriter writer, string title, IEnumerable<(string, string)> rows)
    {
        if (!rows.Any()) { return; }
        writer.WriteLine();
        writer.WriteLine(title);
        WriteColumns(writer, rows);
    }

    private static void WriteColumns(TextWriter writer, IEnumerable<(string Left, string Right)> rows)
    {
        int left = rows.Max(r => r.Left.Length);
        foreach ((string name, string text) in rows)
        {
            string lead = $"  {name.PadRight(left)}  ";
            foreach (string line in Wrap(text, Width - lead.Length))
            {
                writer.WriteLine((lead + line).TrimEnd());
                lead = new string(' ', lead.Length);
            }
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        foreach (string paragraph in text.Split('\n'))
        {
            int begin = 0;
            while (paragraph.Length - begin > width)
            {
                int end = paragraph.LastIndexOf(' ', begin + width, width);
                if (end <= begin) { end = begin + width; }
                yield return paragraph[begin..end].TrimEnd();
                begin = end;
                while (begin < paragraph.Length && paragraph[begin] == ' ') { begin++; }
            }

            yield return paragraph[begin..];
        }
    }

    private static string Usage(Argument argument)
    {
        string name = argument.HelpName ?? argument.Name.ToUpperInvariant();
        if (argument.Arity.MaximumNumberOfValues > 1) { name += "..."; }
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    private static string Names(Option option)
    {
        string names = string.Join(", ", option.Aliases.Where(a => a.Length == 2).Append(option.Name).Concat(option.Aliases.Where(a => a.Length != 2)));
        return option.ValueType == typeof(bool) ? names : $"{names} {ValueName(option)}";
    }

    private static string Shortest(Option option) => option.Aliases.Append(option.Name).MinBy(a => a.Length)!;

    private static string ValueName(Option option) => option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant();
}
