using System.CommandLine;

namespace Weir.Cli;

/// <summary>One line of the registry: a verb, what it does in a few words, and how its command is made when it is asked for.</summary>
/// <param name="Name">The word on the command line, or two.</param>
/// <param name="Summary">One line for <c>weir --help</c>, without a full stop.</param>
/// <param name="Create">Makes the command.</param>
/// <param name="Hidden">True for verbs that scripts call, not people.</param>
internal sealed record Verb(string Name, string Summary, Func<CommandContext, Command> Create, bool Hidden = false)
{
    /// <summary>True for a verb of two words, which stands on the page of the first.</summary>
    public bool IsBelow => Name.Contains(' ', StringComparison.Ordinal);

    /// <summary>Makes the command with the options that every verb has.</summary>
    public Command Build(CommandContext context)
    {
        Command command = Create(context);
        command.Add(new Option<bool>("--verbose") { Description = "On a fault, also print where it happened" });
        foreach (Option option in LogOptions.All()) { command.Add(option); }
        command.Add(new Option<bool>("--help", "-h") { Description = "Print this page" });
        return command;
    }
}
