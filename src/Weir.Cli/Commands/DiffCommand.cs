using System.CommandLine;
using System.Text.Json;
using Weir.Cli.Captures;
using Weir.Cli.Output;
using Weir.Cli.Runs;
using Weir.Running;

namespace Weir.Cli.Commands;

/// <summary><c>weir diff A B</c>: how two recorded runs differ.</summary>
internal static class DiffCommand
{
    private const int Shown = 20;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var first = new Argument<string>("a") { Description = $"The first run: {RecordChoice.Ways}" };
        var second = new Argument<string>("b") { Description = "The second run" };
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("diff", "Compares two recorded runs: the lab file, the plan, versions and machine, results and messages of the checks, seconds, and the counters of all interfaces together. "
            + "The exit code is 0 when the runs and all their checks have the same results, 1 when a result differs; figures differ between any two runs and do not count.")
        {
            Examples = [("weir diff last~1 last", "the last two runs"), ("weir diff --json last~1 last | jq .results", "what came out otherwise")],
        };
        command.Add(first);
        command.Add(second);
        command.Add(json);
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(first), parsed.GetRequiredValue(second), parsed.GetValue(json)));
        return command;
    }

    private static int Run(CommandContext context, string first, string second, bool json)
    {
        var difference = RunDifference.Of(RecordChoice.Find(context, first), RecordChoice.Find(context, second));
        if (json) { JsonOutput.Write(context, writer => WriteJson(writer, difference)); }
        else { WriteText(context, difference); }
        return (int)(difference.SameResults ? ExitCode.Success : ExitCode.Failed);
    }

    private static void WriteText(CommandContext context, RunDifference difference)
    {
        TextWriter writer = context.Out;
        writer.WriteLine($"a: {difference.First.Folder.Id}, {difference.First.Result ?? "no verdict"}");
        writer.WriteLine($"b: {difference.Second.Folder.Id}, {difference.Second.Result ?? "no verdict"}");
        Head(context, "lab file", difference.LabLines.Count);
        foreach (string line in difference.LabLines) { writer.WriteLine("  " + (line[0] == '-' ? context.Paint.Red(line) : context.Paint.Green(line))); }
        WriteTable(context, "plan", difference.Plan);
        WriteTable(context, "versions and machine", difference.Machine);
        WriteTable(context, "results", difference.Results);
        WriteTable(context, "messages of checks", difference.Messages);
        WriteTable(context, "seconds", difference.Durations);
        WriteTable(context, "counters of all interfaces", difference.Counters);
        writer.WriteLine(difference.SameResults ? context.Paint.Green("same results") : context.Paint.Red("different results"));
    }

    private static void Head(CommandContext context, string part, int count) => context.Out.WriteLine(count == 0 ? $"{part}: same" : $"{context.Paint.Bold(part)}:");

    private static void WriteTable(CommandContext context, string part, IReadOnlyList<ValueDifference> differences)
    {
        Head(context, part, differences.Count);
        if (differences.Count == 0) { return; }
        var table = new TextTable("  what", "a", "b");
        foreach (ValueDifference one in differences.Take(Shown)) { table.Add("  " + one.Name, one.First ?? "-", one.Second ?? "-"); }
        table.Write(context);
        if (differences.Count > Shown) { context.Out.WriteLine($"  ... and {differences.Count - Shown} more"); }
    }

    private static void WriteJson(Utf8JsonWriter writer, RunDifference difference)
    {
        writer.WriteStartObject();
        writer.WriteString("a", difference.First.Folder.Id.Text);
        writer.WriteString("b", difference.Second.Folder.Id.Text);
        writer.WriteBoolean("sameResults", difference.SameResults);
        writer.WriteStartArray("labFile");
        foreach (string line in difference.LabLines) { writer.WriteStringValue(line); }
        writer.WriteEndArray();
        WriteArray(writer, "plan", difference.Plan);
        WriteArray(writer, "machine", difference.Machine);
        WriteArray(writer, "results", difference.Results);
        WriteArray(writer, "messages", difference.Messages);
        WriteArray(writer, "durations", difference.Durations);
        WriteArray(writer, "counters", difference.Counters);
        writer.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter writer, string name, IReadOnlyList<ValueDifference> differences)
    {
        writer.WriteStartArray(name);
        foreach (ValueDifference one in differences)
        {
            writer.WriteStartObject();
            writer.WriteString("name", one.Name);
            writer.WriteString("a", one.First);
            writer.WriteString("b", one.Second);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
