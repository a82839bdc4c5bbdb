using System.CommandLine;
using System.CommandLine.Completions;

namespace Weir.Cli.Commands;

/// <summary><c>weir complete -- WORDS</c>: what the completion scripts call. Prints the words that may stand in place of the last one, one a line.</summary>
internal static class CompleteCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var words = new Argument<string[]>("WORD") { Description = "The words after 'weir'; the last one is completed", Arity = ArgumentArity.ZeroOrMore };
        var command = new VerbCommand("complete", "Prints the words that may stand in place of the last word of a command line, one a line. Completion scripts call it.") { words };
        command.SetAction(parsed =>
        {
            foreach (string word in Complete(context, parsed.GetValue(words) ?? [])) { context.Out.WriteLine(word); }
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static IEnumerable<string> Complete(CommandContext context, string[] words)
    {
        string last = words.Length == 0 ? "" : words[^1];
        if (words.Length <= 1) { return Starting(last, Composition.Verbs.Where(v => !v.Hidden).Select(v => v.Name.Split(' ')[0]).Concat(["--help", "--version"])); }
        Verb? verb = Composition.Verbs.FirstOrDefault(v => words.Length > 2 && v.Name == $"{words[0]} {words[1]}") ?? Composition.Verbs.FirstOrDefault(v => v.Name == words[0]);
        if (verb is null) { return []; }
        Command command = verb.Build(context);
        if (words.Length == 2 && !last.StartsWith('-'))
        {
            // The second word of a verb of two.
            string[] second = [.. Starting(last, Composition.Verbs.Where(v => v.Name.StartsWith(words[0] + " ", StringComparison.Ordinal)).Select(v => v.Name.Split(' ')[1]))];
            if (second.Length > 0) { return second; }
        }

        if (last.StartsWith('-')) { return Starting(last, command.Options.Where(o => !o.Hidden).SelectMany(o => o.Aliases.Append(o.Name))); }

        // After an option that takes a value, its values; else the values of the arguments. File names are the shell's own business.
        Option? before = command.Options.FirstOrDefault(o => o.ValueType != typeof(bool) && (o.Name == words[^2] || o.Aliases.Contains(words[^2])));
        IEnumerable<CompletionItem> items = before is null ? command.Arguments.SelectMany(a => a.GetCompletions(CompletionContext.Empty)) : before.GetCompletions(CompletionContext.Empty);
        return Starting(last, items.Select(i => i.Label));
    }

    private static IEnumerable<string> Starting(string begin, IEnumerable<string> words) =>
        words.Where(w => w.StartsWith(begin, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal);
}
