using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Weir.Cli.Captures;
using Weir.Cli.Output;
using Weir.Cli.Runs;
using Weir.Programs;
using Weir.Running;

namespace Weir.Cli.Commands;

/// <summary><c>weir logs [PROGRAM...]</c>: what programs of a run wrote.</summary>
internal static class LogsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var programs = new Argument<string[]>("program") { Description = "Programs, by their names in the lab file; none: all", Arity = ArgumentArity.ZeroOrMore };
        programs.CompletionSources.Add(_ => NodeChoice.Names("programs"));
        Option<string?> run = RunChoice.OptionOrRecord();
        var follow = new Option<bool>("--follow", "-f") { Description = "Wait for more until the run ends" };
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("logs", "Prints what the programs of a run wrote, with the seconds since the run's clock started: of a living run the last 10,000 lines of each, of one that is over all. A line of standard error is marked with '!'. "
            + "The same lines are in the files of the run's folder below logs/.")
        {
            Examples = [("weir logs web", "what the program web wrote"), ("weir logs -f", "all programs, as they write"), ("weir logs --run last web", "what it wrote in the last run")],
        };
        command.Add(programs);
        command.Add(run);
        command.Add(follow);
        command.Add(json);
        command.SetAction((parsed, cancellation) =>
        {
            (RunEntry? living, RunRecord? record) = RunChoice.LivingOrRecord(context, parsed.GetValue(run));
            string[] wanted = parsed.GetValue(programs) ?? [];
            return living is not null ? RunAsync(context, living, wanted, parsed.GetValue(follow), parsed.GetValue(json), cancellation) : Task.FromResult(Print(context, record!, wanted, parsed.GetValue(json), cancellation));
        });
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

    private static int Print(CommandContext context, RunRecord record, string[] programs, bool json, CancellationToken cancellation)
    {
        using var rows = JsonOutput.Lines(context);
        foreach ((string program, ProgramLine line) in RecordedLogs.Read(record, programs))
        {
            cancellation.ThrowIfCancellationRequested();
            if (json) { rows.Line((program, line), Write); }
            else { context.Out.WriteLine(Format(line.Time, program, line.IsError, line.Text)); }
        }

        return (int)ExitCode.Success;
    }

    private static void Write(Utf8JsonWriter json, (string Program, ProgramLine Line) row)
    {
        json.WriteStartObject();
        row.Line.Write(json, row.Program);
        json.WriteEndObject();
    }

    private static void Ask(Utf8JsonWriter request, string[] programs, bool follow)
    {
        request.WriteBoolean("follow", follow);
        request.WriteStartArray("programs");
        foreach (string program in programs) { request.WriteStringValue(program); }
        request.WriteEndArray();
    }

    private static string Format(JsonElement line) =>
        Format(line.GetProperty("time").GetDouble(), line.GetProperty("program").GetString(), line.GetProperty("stream").GetString() == "err", line.GetProperty("text").GetString());

    private static string Format(double time, string? program, bool isError, string? text) => string.Create(CultureInfo.InvariantCulture, $"{time,10:F3}  {program}{(isError ? "!" : ":")} {text}");
}
