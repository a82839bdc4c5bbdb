using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Weir.Cli.Captures;
using Weir.Cli.Labs;
using Weir.Cli.Output;
using Weir.Declaration;
using Weir.Lab;
using Weir.Lab.Plan;

namespace Weir.Cli.Commands;

/// <summary><c>weir validate [FILE]</c>: all mistakes of a lab file, without touching the machine.</summary>
internal static class ValidateCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string?> file = LabOptions.File();
        Option<string[]> set = LabOptions.Set();
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("validate", "Reads a lab file and prints all that is wrong with it, each mistake with its line and column and what would be right. Nothing is built or started. It exits with 0 when the file is right, else with 2.")
        {
            Examples =
            [
                ("weir validate two-sites.lab.yaml", "is the file right?"),
                ("weir validate --set clients=50 --json", "the lab file of this folder with another value, for an editor"),
            ],
        };
        command.Add(file);
        command.Add(set);
        command.Add(json);
        command.SetAction(parsed => Run(context, parsed.GetValue(file), parsed.GetValue(set), parsed.GetValue(json)));
        return command;
    }

    private static int Run(CommandContext context, string? file, string[]? sets, bool json)
    {
        LabReading reading;
        try
        {
            reading = LabOptions.Read(context, file, sets);
        }
        catch (Exception fault) when (json && fault is (WeirException or IOException or UnauthorizedAccessException))
        {
            // Whoever reads the JSON is told too.
            WriteUnread(context, file ?? context.WorkingFolder, fault.Message);
            throw;
        }

        if (json) { WriteJson(context, reading); }
        else if (reading.Plan is { } plan) { context.Out.WriteLine($"{LabOptions.Find(context, file)} is right: {Describe(plan)}"); }
        else
        {
            MistakeLines.Write(context.Out, reading);
            context.Out.WriteLine($"{LabOptions.Find(context, file)} has {MistakeLines.Count(reading)}");
        }

        return (int)(reading.Plan is null ? ExitCode.BadUsage : ExitCode.Success);
    }

    private static string Describe(LabPlan plan)
    {
        (string Word, int Count)[] all = [("node", plan.Nodes.Count), ("link", plan.Links.Count), ("program", plan.Programs.Count), ("capture", plan.Captures.Count), ("monitor", plan.Monitors.Count), ("event", plan.Events.Count), ("check", plan.Checks.Count)];
        string[] parts = [.. all.Where(p => p.Count > 0).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Count} {p.Word}{(p.Count == 1 || p.Word.EndsWith('s') ? "" : "s")}"))];
        return parts.Length == 0 ? "nothing in it" : string.Join(", ", parts);
    }

    private static void WriteJson(CommandContext context, LabReading reading) => JsonOutput.Write(context, json =>
    {
        json.WriteStartArray();
        foreach (Mistake mistake in reading.Mistakes) { Write(json, mistake.Place.File, mistake.Place.Line, mistake.Place.Column, mistake.Message, mistake.Hint); }
        json.WriteEndArray();
    });

    // There is no line to show, and those who read the JSON count on one: the first.
    private static void WriteUnread(CommandContext context, string file, string message) => JsonOutput.Write(context, json =>
    {
        json.WriteStartArray();
        Write(json, file, 1, 1, message, null);
        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, string file, int line, int column, string message, string? hint)
    {
        json.WriteStartObject();
        json.WriteString("file", file);
        json.WriteNumber("line", line);
        json.WriteNumber("column", column);
        json.WriteString("message", message);
        json.WriteString("hint", hint);
        json.WriteEndObject();
    }
}
