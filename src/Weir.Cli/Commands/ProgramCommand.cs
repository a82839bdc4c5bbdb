using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Weir.Cli.Captures;
using Weir.Cli.Output;
using Weir.Cli.Runs;
using Weir.Running;
using Weir.Running.Requests;

namespace Weir.Cli.Commands;

/// <summary><c>weir program stop|start|restart|pause|resume PROGRAM</c>: does something to a program of a living lab.</summary>
internal static class ProgramCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var action = new Argument<string>("action") { Description = string.Join(", ", ProgramRequest.Actions.Take(ProgramRequest.Actions.Count - 1)) + " or " + ProgramRequest.Actions[^1] };
        action.AcceptOnlyFromAmong([.. ProgramRequest.Actions]);
        var program = new Argument<string>("program") { Description = "The program, by its name in the lab file, or NODE/PROGRAM" };
        program.CompletionSources.Add(_ => NodeChoice.Names("programs"));
        Option<string?> run = RunChoice.Option();
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("program", "Stops a program of a living lab as the end of the run would, starts it, stops and starts it, or pauses it with its sockets open and lets it go on. "
            + "It is told when that is done, and the events of the run say that the user did it.")
        {
            Examples = [("weir program stop web", "the server goes away"), ("weir program start web", "and comes back"), ("weir program pause server/web", "it answers nothing, and its connections stay")],
        };
        command.Add(action);
        command.Add(program);
        command.Add(run);
        command.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            RunEntry entry = RunChoice.Living(parsed.GetValue(run));
            JsonElement answer = await ControlClient.AskOnceAsync(RunChoice.SocketOf(entry), "program", request =>
            {
                request.WriteString("action", parsed.GetRequiredValue(action));
                request.WriteString("program", parsed.GetRequiredValue(program));
            }, cancellation);
            if (parsed.GetValue(json)) { JsonOutput.Write(context, answer.WriteTo); }
            else { context.Out.WriteLine(Line(answer)); }
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static string Line(JsonElement answer)
    {
        string process = answer.TryGetProperty("process", out JsonElement id) ? string.Create(CultureInfo.InvariantCulture, $", process {id.GetInt32()}") : "";
        return $"{answer.GetProperty("node").GetString()}/{answer.GetProperty("name").GetString()}: {answer.GetProperty("text").GetString()}, {answer.GetProperty("state").GetString()}{process}";
    }
}
