using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Weir.Cli.Captures;
using Weir.Cli.Runs;
using Weir.Running;

namespace Weir.Cli.Commands;

/// <summary><c>weir logs [PROGRAM...]</c>: what programs of a living run wrote.</summary>
internal static class LogsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var programs = new Argument<string[]>("program") { Description = "Programs, by their names in the lab file; none: all", Arity = ArgumentArity.ZeroOrMore };
        programs.CompletionSources.Add(_ => NodeChoice.Names("programs"));
        Option<string?> run = RunChoice.Option();
        var follow = new Option<bool>("--follow", "-f") { Description = "Wait for more until the run ends" };
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("logs", "Prints what the programs of a living run wrote, the last 10,000 lines of each, with the seconds since the run's clock started. A line of standard error is marked with '!'. "
            + "All lines of a run, also of one that is over, are in the files of its folder below logs/.")
        {
            Examples = [("weir logs web", "what the program web wrote"), ("weir logs -f", "all programs, as they write")],
        };
        command.Add(programs);
        command.Add(run);
        command.Add(follow);
        command.Add(json);
        command.SetAction((parsed, cancellation) => RunAsync(context, RunChoice.Living(parsed.GetValue(run)), parsed.GetValue(programs) ?? [], parsed.GetValue(follow), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, RunEntry entry, string[] programs, bool follow, bool json, CancellationToken cancellation)
    {
        try
        {
            await foreach (JsonElement line in ControlClient.AskAsync(RunChoice.SocketOf(entry), "logs", request => Ask(request, programs, follow), cancellation))
            {
                context.Out.WriteLine(json ? line.GetRawText() : Format(line));
                context.Flush();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && follow)
        {
            return (int)ExitCode.Success;
        }

        return (int)ExitCode.Success;
    }

    private static void Ask(Utf8JsonWriter request, string[] programs, bool follow)
    {
        request.WriteBoolean("follow", follow);
        request.WriteStartArray("programs");
        foreach (string program in programs) { request.WriteStringValue(program); }
        request.WriteEndArray();
    }

    private static string Format(JsonElement line) => string.Create(CultureInfo.InvariantCulture,
        $"{line.GetProperty("time").GetDouble(),10:F3}  {line.GetProperty("program").GetString()}{(line.GetProperty("stream").GetString() == "err" ? "!" : ":")} {line.GetProperty("text").GetString()}");
}
