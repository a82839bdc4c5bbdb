using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Weir.Cli.Captures;
using Weir.Cli.Output;
using Weir.Cli.Runs;
using Weir.Running;

namespace Weir.Cli.Commands;

/// <summary><c>weir runs</c>: the runs that were recorded, the oldest first.</summary>
internal static class RunsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("runs", "Prints a table of the runs that were recorded in the folder .weir/runs (or the one that the variable WEIR_RUNS names), the oldest first: when each began (UTC), how it ended, "
            + "whether its figures can be trusted, how many checks passed and failed, and its seconds without planning. A run that was killed is 'unfinished'.")
        {
            Examples = [("weir runs", "what was run here"), ("weir runs --json | jq -r '.[] | select(.result == \"fail\") | .folder'", "the folders of those that failed")],
        };
        command.Add(json);
        command.SetAction(parsed => Run(context, parsed.GetValue(json)));
        return command;
    }

    private static int Run(CommandContext context, bool json)
    {
        HashSet<string> living = [.. RunRegistry.OfThisUser().All().Where(entry => entry.IsAlive).Select(entry => entry.Folder)];
        RunRecord[] runs = [.. RunFolder.All(RecordChoice.Home(context)).Select(RunRecord.Read)];
        if (json)
        {
            JsonOutput.Write(context, writer =>
            {
                writer.WriteStartArray();
                foreach (RunRecord run in runs) { WriteJson(writer, run, ResultOf(run, living)); }
                writer.WriteEndArray();
            });
            return (int)ExitCode.Success;
        }

        if (runs.Length == 0)
        {
            context.Out.WriteLine($"no runs in {RecordChoice.Home(context)}");
            return (int)ExitCode.Success;
        }

        var table = new TextTable("run", "lab", "begin", "result", "trust", ">passed", ">failed", ">seconds");
        Paint paint = context.Paint;
        foreach (RunRecord run in runs)
        {
            string result = ResultOf(run, living);
            table.AddStyled(result is "fail" or "error" ? paint.Red : null, run.Folder.Id.Text, run.Lab, run.Begin?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "", result, run.Trust ?? "",
                TextTable.Number(Count(run, "pass")), TextTable.Number(Count(run, "fail")), SecondsOf(run)?.ToString("F2", CultureInfo.InvariantCulture) ?? "");
        }

        table.Write(context);
        return (int)ExitCode.Success;
    }

    private static void WriteJson(Utf8JsonWriter writer, RunRecord run, string result)
    {
        writer.WriteStartObject();
        writer.WriteString("run", run.Folder.Id.Text);
        writer.WriteString("lab", run.Lab);
        writer.WriteString("begin", run.Begin?.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        writer.WriteString("result", result);
        writer.WriteString("trust", run.Trust);
        writer.WriteNumber("passed", Count(run, "pass"));
        writer.WriteNumber("failed", Count(run, "fail"));
        writer.WriteNumber("skipped", Count(run, "skip"));
        if (SecondsOf(run) is { } seconds) { writer.WriteNumber("seconds", seconds); }
        else { writer.WriteNull("seconds"); }
        writer.WriteString("folder", run.Folder.Root);
        writer.WriteEndObject();
    }

    private static string ResultOf(RunRecord run, HashSet<string> living) => run.Result ?? (living.Contains(run.Folder.Root) ? "running" : "unfinished");

    private static int Count(RunRecord run, string result) => run.Checks.Count(check => check.Result == result);

    private static double? SecondsOf(RunRecord run) => run.Durations.Count == 0 ? null : Math.Round(run.Durations.Where(one => one.Key != "plan").Sum(one => one.Value), 6);
}
