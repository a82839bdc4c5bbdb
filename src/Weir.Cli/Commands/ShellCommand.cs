using System.CommandLine;
using Weir.Cli.Runs;

namespace Weir.Cli.Commands;

/// <summary><c>weir shell NODE</c>: a shell in a node of a living lab.</summary>
internal static class ShellCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> node = NodeChoice.Argument();
        Option<string?> run = RunChoice.Option();
        Option<string?> folder = ExecCommand.Folder();
        var command = new VerbCommand("shell", "Opens a shell in a node of a living lab: the user's own (SHELL), in all that the node has for itself, as 'weir exec' does. Leave it with 'exit'.")
        {
            Examples = [("weir shell h1", "a shell in h1")],
        };
        command.Add(node);
        command.Add(run);
        command.Add(folder);
        command.SetAction((parsed, cancellation) =>
        {
            string shell = Environment.GetEnvironmentVariable("SHELL") is { Length: > 0 } own && File.Exists(own) ? own : "/bin/sh";
            return ExecCommand.RunAsync(context, parsed.GetValue(run), parsed.GetRequiredValue(node), [shell], parsed.GetValue(folder), cancellation);
        });
        return command;
    }
}
