using System.CommandLine;
using Weir.Cli.Captures;
using Weir.Cli.Labs;
using Weir.Cli.Runs;
using Weir.Lab;
using Weir.Running;

namespace Weir.Cli.Commands;

/// <summary><c>weir rerun RUN</c>: runs the lab of an earlier run again.</summary>
internal static class RerunCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var run = new Argument<string>("run") { Description = $"The run: {RecordChoice.Ways}" };
        Option<string[]> set = LabOptions.Set();
        var strict = new Option<bool>("--strict") { Description = "End with exit code 7 when the result cannot be trusted" };
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("rerun", "Runs the lab file that the record of an earlier run holds, with the values that its variables had then and limited to the nodes that it was limited to: same file, same seed, a new run with a record of its own. "
            + "Relative paths in it start from the folder in which the lab file was. Exit codes are those of 'weir run'.")
        {
            Examples = [("weir rerun two-sites", "the latest run of this lab once more"), ("weir rerun --set clients=5 last", "the last run with another number of clients")],
        };
        command.Add(run);
        command.Add(set);
        command.Add(strict);
        command.Add(json);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed.GetRequiredValue(run), parsed.GetValue(set) ?? [], parsed.GetValue(strict), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string wanted, string[] sets, bool strict, bool json, CancellationToken cancellation)
    {
        long begin = context.Time.GetTimestamp();
        RunRecord record = RecordChoice.Find(context, wanted);
        string folder = record.LabFolder is { } known && Directory.Exists(known) ? known
            : throw new WeirException($"the folder of the lab file of {record.Folder.Id} is gone{(record.LabFolder is null ? "" : $" ({record.LabFolder})")}: 'weir run {Path.GetRelativePath(context.WorkingFolder, record.Folder.LabFile)}' runs the recorded file where it lies");
        // The recorded text stands in the place of the lab file, so that what it includes is found beside it.
        string path = Path.Combine(folder, record.Lab + LabFile.Extension);
        LabReading reading = LabFile.Read(path, Composition.Vocabulary, new LabReadOptions
        {
            Only = record.Only,
            Sets = [.. sets.Select(LabOptions.SetOf), .. record.Variables],
            ReadFile = name => name == path ? record.LabText : File.ReadAllText(name),
        });
        if (reading.Plan is null)
        {
            MistakeLines.Write(context.Error, reading);
            throw new WeirException($"the lab file of {record.Folder.Id} has {MistakeLines.Count(reading)}");
        }

        UserNamespaceEntry.Require(context, reading.Plan);
        RunOptions options = RunSetup.Options(context, path, reading.Text, context.Time.GetElapsedTime(begin).TotalSeconds) with { Strict = strict };
        return await RunExecution.RunAsync(context, reading.Plan, options, null, json, null, cancellation);
    }
}
