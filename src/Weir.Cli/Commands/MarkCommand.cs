using System.CommandLine;
using Weir.Cli.Runs;
using Weir.Running;

namespace Weir.Cli.Commands;

/// <summary><c>weir mark TEXT</c>: writes a text into the events and captures of a living run.</summary>
internal static class MarkCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var text = new Argument<string>("text") { Description = "The text" };
        Option<string?> run = RunChoice.Option();
        var command = new VerbCommand("mark", "Writes a text into the events of a living run, and as a comment at the next frame into its captures: something to find later.")
        {
            Examples = [("weir mark 'cable pulled'", "remember this moment")],
        };
        command.Add(text);
        command.Add(run);
        command.SetAction(async (parsed, cancellation) =>
        {
            RunEntry entry = RunChoice.Living(parsed.GetValue(run));
            context.Out.WriteLine(EventLine.Of(await ControlClient.AskOnceAsync(RunChoice.SocketOf(entry), "mark", request => request.WriteString("text", parsed.GetRequiredValue(text)), cancellation)));
            return (int)ExitCode.Success;
        });
        return command;
    }
}
