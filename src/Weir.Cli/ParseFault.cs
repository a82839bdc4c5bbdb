using System.CommandLine;

namespace Weir.Cli;

/// <summary>Says in one sentence what is wrong with a command line, and what was probably meant.</summary>
internal static class ParseFault
{
    /// <summary>The first error of <paramref name="parsed"/> with its hint.</summary>
    public static string Describe(ParseResult parsed, Command command)
    {
        string name = HelpPage.WordsOf(command);
        string see = $"('weir {name} --help' shows what it takes)";
        // An unknown option is the likelier cause of whatever else was found wrong with the line.
        foreach (string token in parsed.UnmatchedTokens)
        {
            if (token.StartsWith('-') && token.Length > 1)
            {
                string? near = Suggestion.Nearest(token, command.Options.Where(o => !o.Hidden).SelectMany(o => o.Aliases.Append(o.Name)));
                return $"{name}: unknown option '{token}'{(near is null ? "" : $": did you mean '{near}'?")} {see}";
            }
        }

        // An option that was taken for the file's name is also a misspelling.
        foreach (string token in parsed.Tokens.Where(t => t.Type == System.CommandLine.Parsing.TokenType.Argument).Select(t => t.Value))
        {
            if (token.StartsWith("--", StringComparison.Ordinal) && token.Length > 2)
            {
                string? near = Suggestion.Nearest(token, command.Options.Where(o => !o.Hidden).Select(o => o.Name));
                return $"{name}: unknown option '{token}'{(near is null ? "" : $": did you mean '{near}'?")} {see}";
            }
        }

        string message = parsed.Errors[0].Message.TrimEnd('.');
        bool isWord = message.Length > 1 && char.IsLower(message[1]);
        return $"{name}: {(isWord ? char.ToLowerInvariant(message[0]) : message[0])}{message[1..]} {see}";
    }
}
