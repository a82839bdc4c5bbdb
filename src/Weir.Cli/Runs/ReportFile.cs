using Weir.Dashboard.Reports;
using Weir.Running;

namespace Weir.Cli.Runs;

/// <summary>Writes a run as one HTML file.</summary>
internal static class ReportFile
{
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

        try
        {
            File.WriteAllBytes(context.PathOf(path), html);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new WeirException($"{path}: the report cannot be written: {fault.Message}", 2, fault);
        }
    }
}
