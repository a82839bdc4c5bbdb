using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Weir.Cli.Output;
using Weir.Lab.Plan;
using Weir.Running;

namespace Weir.Cli.Runs;

/// <summary>A run as the user sees it: what is built, one line a check, the verdict, the folder. With JSON on standard output all of this goes to standard error. When its reader goes away it is silent from there on: the run, its verdict and its exit code are not the reader's.</summary>
internal sealed class RunScreen(CommandContext context, LabPlan plan, bool json)
{
    private readonly long _begin = context.Time.GetTimestamp();
    private bool _silent;

    private TextWriter Text => json ? context.Error : _silent ? TextWriter.Null : context.Out;

    /// <summary>Writes what will be built.</summary>
    public void Begin()
    {
        string[] parts =
        [
            .. plan.Nodes.GroupBy(node => node.Kind.Form.Name).Select(group => Count(group.Count(), group.Key == "memory" ? "memory host" : group.Key)), Count(plan.Links.Count, "link"),
            .. plan.Programs.Count > 0 ? [Count(plan.Programs.Count, "program")] : Array.Empty<string>(), .. plan.Captures.Count > 0 ? [Count(plan.Captures.Count, "capture")] : Array.Empty<string>(),
            .. plan.Monitors.Count > 0 ? [Count(plan.Monitors.Count, "monitor")] : Array.Empty<string>(), .. plan.Checks.Count > 0 ? [Count(plan.Checks.Count, "check")] : Array.Empty<string>(),
        ];
        Text.WriteLine($"{plan.Name}: {string.Join(", ", parts)}");
        Flush();
    }

    /// <summary>Writes what happens, until the run has ended.</summary>
    public async Task FollowAsync(ChannelReader<RunEvent> events)
    {
        await foreach (RunEvent one in events.ReadAllAsync())
        {
            switch (one.Kind)
            {
                case RunEventKinds.Check:
                    string word = one.Data.First(pair => pair.Key == "result").Value;
                    string shown = word == "pass" ? context.Paint.Green("pass") : context.Paint.Red("FAIL");
                    Text.WriteLine($"  {shown}  {one.Subject}{one.Text[(one.Text.IndexOf(':', StringComparison.Ordinal))..]}");
                    break;
                case RunEventKinds.Warning:
                    context.Error.WriteLine($"weir: warning: {one.Text}");
                    break;
                case RunEventKinds.Sink:
                case RunEventKinds.Error:
                    context.Error.WriteLine($"weir: {one.Text}");
                    break;
                case RunEventKinds.Phase when one.Data.Any(pair => pair is { Key: "phase", Value: "running" }):
                    Text.WriteLine($"up after {Seconds(context.Time.GetElapsedTime(_begin).TotalSeconds)}; {one.Text}");
                    break;
                default:
                    if (context.Verbose) { context.Error.WriteLine(EventLine.Of(one)); }
                    break;
            }

            Flush();
        }
    }

    /// <summary>Writes the verdict, and with JSON the object that says everything.</summary>
    public void End(RunOutcome outcome)
    {
        string word = outcome.Result.ToString().ToLowerInvariant();
        Paint paint = context.Paint;
        foreach (CheckResult skipped in outcome.Checks.Where(check => check.Passed is null)) { Text.WriteLine($"  {paint.Yellow("skip")}  {skipped.Plan.Name}: {skipped.Message}"); }
        string shown = outcome.Result == RunResult.Pass ? paint.Green(word) : paint.Red(word);
        Text.WriteLine($"{shown}, {outcome.Trust}: {plan.Name}, {Seconds(outcome.Durations.Build)} to build, {Seconds(outcome.Durations.Run)} to run, {Seconds(outcome.Durations.Remove)} to remove");
        foreach (string doubt in outcome.Doubts) { Text.WriteLine($"  not trustworthy: {doubt}"); }
        Text.WriteLine($"record: {Path.GetRelativePath(context.WorkingFolder, outcome.Folder)}");
        if (json) { Try(() => JsonOutput.Write(context, writer => WriteJson(writer, outcome))); }
        Flush();
    }

    /// <summary>Writes a line beside.</summary>
    public void Say(string line)
    {
        Text.WriteLine(line);
        Flush();
    }

    private static void WriteJson(Utf8JsonWriter writer, RunOutcome outcome)
    {
        writer.WriteStartObject();
        writer.WriteString("run", outcome.Id.Text);
        writer.WriteString("folder", outcome.Folder);
        writer.WriteString("result", outcome.Result.ToString().ToLowerInvariant());
        writer.WriteString("trust", outcome.Trust);
        WriteTexts(writer, "reasons", outcome.Reasons);
        WriteTexts(writer, "doubts", outcome.Doubts);
        writer.WritePropertyName("checks");
        LabRun.WriteChecks(writer, outcome.Checks);
        LabRun.WriteDurations(writer, outcome.Durations);
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts) { writer.WriteStringValue(text); }
        writer.WriteEndArray();
    }

    private void Flush()
    {
        if (!json) { Try(context.Flush); }
    }

    private void Try(Action write)
    {
        if (_silent) { return; }
        try
        {
            write();
        }
        catch (IOException fault) when (Fault.IsOfGoneReader(fault)) { _silent = true; }
    }

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 || what.EndsWith('s') ? "" : "s")}");

    private static string Seconds(double seconds) => seconds.ToString("0.00", CultureInfo.InvariantCulture) + " s";
}
