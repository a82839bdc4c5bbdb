using System.CommandLine;
using Weir.Cli.Runs;

namespace Weir.Cli.Commands;

/// <summary><c>weir shell NODE</c>: a shell in a node of a living lab.</summary>
internal static class ShellCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var node = new Argument<string>("node") { Description = "The node" };
        Option<string?> run = RunChoice.Option();
        var command = new VerbCommand("shell", "Opens a shell in a node of a living lab: the user's own (SHELL), in the node's network. Leave it with 'exit'.")
        {
            Examples = [("weir shell h1", "a shell in h1")],
        };
        command.Add(node);
        command.Add(run);
        command.SetAction((parsed, cancellation) =>
        {
            string shell = Environment.GetEnvironmentVariable("SHELL") is { Length: > 0 } own && File.Exists(own) ? own : "/bin/sh";
            return ExecCommand.RunAsync(context, parsed.GetValue(run), parsed.GetRequiredValue(node), [shell], cancellation);
        });
        return command;
    }
}
