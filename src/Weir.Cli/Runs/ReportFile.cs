using Weir.Dashboard.Reports;
using Weir.Running;

namespace Weir.Cli.Runs;

/// <summary>Writes a run as one HTML file.</summary>
internal static class ReportFile
{
    /// <summary>Its name in the run's folder.</summary>
    public const string Name = "report.html";

    // A run that is over shall not keep the user waiting for its pictures.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Writes it; <c>-</c> is standard output.</summary>
    /// <exception cref="WeirException">The file cannot be written.</exception>
    public static void Write(CommandContext context, RunFolder run, string path)
    {
        byte[] html = RunReport.Of(run, RunRegistry.OfThisUser(), context.Time, CommandLine.Version);
        if (path == "-")
        {
            context.Flush();
            context.OutStream.Write(html);
            return;
        }

        Write(context.PathOf(path), html);
    }

    /// <summary>Writes that of a run that has just ended into its folder. The run is over and judged: what goes wrong here is only told.</summary>
    public static void WriteAtEnd(CommandContext context, RunOutcome outcome)
    {
        try
        {
            using var patience = new CancellationTokenSource(s_patience, context.Time);
            Write(Path.Combine(outcome.Folder, Name), RunReport.Of(RunFolder.Open(outcome.Folder), RunRegistry.OfThisUser(), context.Time, CommandLine.Version, patience.Token));
        }
        catch (Exception fault) when (fault is WeirException or IOException or UnauthorizedAccessException)
        {
            context.Error.WriteLine($"weir: warning: the run has no report: {fault.Message}");
        }
    }

    // Whole or not at all: somebody may look at the earlier one.
    private static void Write(string path, byte[] html)
    {
        string next = path + ".next";
        try
        {
            File.WriteAllBytes(next, html);
            File.Move(next, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new WeirException($"{path}: the report cannot be written: {fault.Message}", 2, fault);
        }
    }
}
