using System.CommandLine;
using Weir.Cli.Runs;
using Weir.Running;

namespace Weir.Cli.Commands;

/// <summary><c>weir report RUN</c>: writes a run as one HTML file.</summary>
internal static class ReportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var run = new Argument<string>("run") { Description = $"The run: {RecordChoice.Ways}" };
        var output = new Option<string?>("--output", "-o") { Description = "The file; report.html in the run's folder when not given, - for standard output", HelpName = "FILE" };
        var command = new VerbCommand("report", "Writes a run as one HTML file that needs nothing else: the pages of the dashboard with what the record holds. Long lists are cut: the last 32 KiB of each log, 200 rows of each table, "
            + "the first 200 packets of each capture, 5,000 events; what goes beyond 16 MiB of data is left out, and the page names it. Every run that ends writes its report into its folder ('report: false' in a lab file keeps it from that); "
            + "this verb writes it again, or of a living run what there is so far.")
        {
            Examples = [("weir report last", "of the last run, into its folder"), ("weir report two-sites -o two-sites.html", "of the last run of this lab")],
        };
        command.Add(run);
        command.Add(output);
        command.SetAction(parsed =>
        {
            RunFolder folder = RecordChoice.Find(context, parsed.GetRequiredValue(run)).Folder;
            string path = parsed.GetValue(output) ?? Path.Combine(folder.Root, ReportFile.Name);
            ReportFile.Write(context, folder, path);
            if (path != "-") { context.Out.WriteLine($"report: {Path.GetRelativePath(context.WorkingFolder, context.PathOf(path))}"); }
            return (int)ExitCode.Success;
        });
        return command;
    }
}
