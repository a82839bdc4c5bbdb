using System.Globalization;
using System.Xml;
using Weir.Running;

namespace Weir.Cli.Runs;

/// <summary>The checks of a run as other tools read them.</summary>
/// <param name="Format"><c>junit</c>, <c>tap</c>, or <c>html</c> for the whole run.</param>
/// <param name="File">The file.</param>
internal sealed record CheckReport(string Format, string File)
{
    /// <summary>Reads <c>FORMAT=FILE</c>, and looks whether the file can be written, before a long run begins.</summary>
    /// <exception cref="WeirException">It has another form, or the file cannot be there.</exception>
    public static CheckReport Parse(CommandContext context, string text)
    {
        int at = text.IndexOf('=', StringComparison.Ordinal);
        string format = at < 0 ? text : text[..at];
        if (at < 1 || format is not ("junit" or "tap" or "html")) { throw new WeirException($"--report {text}: write junit=FILE, tap=FILE or html=FILE"); }
        string file = text[(at + 1)..];
        if (file.Length == 0) { throw new WeirException($"--report {text}: the file's name is missing: write {format}=FILE"); }
        string path = Path.GetFullPath(Path.Combine(context.WorkingFolder, file));
        if (Directory.Exists(path)) { throw new WeirException($"--report {text}: {file} is a folder: name a file in it"); }
        return Directory.Exists(Path.GetDirectoryName(path)) ? new CheckReport(format, file) : throw new WeirException($"--report {text}: there is no folder {Path.GetDirectoryName(file)}: make it first");
    }

    /// <summary>Writes the file.</summary>
    public void Write(CommandContext context, RunOutcome outcome, string lab)
    {
        string path = context.PathOf(File);
        if (Format == "html") { ReportFile.Write(context, RunFolder.Open(outcome.Folder), path); }
        else if (Format == "tap") { System.IO.File.WriteAllText(path, Tap(outcome)); }
        else { WriteJunit(path, outcome, lab); }
    }

    // Test Anything Protocol, version 13.
    private static string Tap(RunOutcome outcome)
    {
        var lines = new List<string> { "TAP version 13", string.Create(CultureInfo.InvariantCulture, $"1..{outcome.Checks.Count}") };
        for (int i = 0; i < outcome.Checks.Count; i++)
        {
            CheckResult check = outcome.Checks[i];
            string name = check.Plan.Name.Replace("#", "\\#", StringComparison.Ordinal);
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{(check.Passed == false ? "not ok" : "ok")} {i + 1} - {name}{(check.Passed is null ? " # SKIP " + check.Message : "")}"));
            if (check.Passed == false) { lines.Add("  ---"); lines.Add($"  message: \"{check.Message.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""); lines.Add("  ..."); }
        }

        return string.Join('\n', lines) + "\n";
    }

    private static void WriteJunit(string path, RunOutcome outcome, string lab)
    {
        using var xml = XmlWriter.Create(path, new XmlWriterSettings { Indent = true });
        xml.WriteStartElement("testsuites");
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", lab);
        xml.WriteAttributeString("tests", outcome.Checks.Count.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("failures", outcome.Checks.Count(check => check.Passed == false).ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("skipped", outcome.Checks.Count(check => check.Passed is null).ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("time", outcome.Durations.Run.ToString("0.######", CultureInfo.InvariantCulture));
        foreach (CheckResult check in outcome.Checks)
        {
            xml.WriteStartElement("testcase");
            xml.WriteAttributeString("classname", $"{lab}.{check.Plan.Kind.Form.Name}");
            xml.WriteAttributeString("name", check.Plan.Name);
            xml.WriteAttributeString("time", check.Seconds.ToString("0.######", CultureInfo.InvariantCulture));
            if (check.Passed == false)
            {
                xml.WriteStartElement("failure");
                xml.WriteAttributeString("message", check.Message);
                xml.WriteEndElement();
            }

            if (check.Passed is null) { xml.WriteElementString("skipped", ""); }
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }
}
