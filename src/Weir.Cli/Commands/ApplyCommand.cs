using System.Collections;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Weir.Cli.Captures;
using Weir.Cli.Labs;
using Weir.Cli.Output;
using Weir.Cli.Runs;
using Weir.Declaration;
using Weir.Lab;
using Weir.Running;

namespace Weir.Cli.Commands;

/// <summary><c>weir apply FILE</c>: brings a living lab to what a changed file says.</summary>
internal static class ApplyCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var lab = new Argument<string?>("lab") { Description = "The changed lab file, or the run, whose own file is read again; not needed while only one lab is up", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> run = RunChoice.Option();
        Option<string[]> set = LabOptions.Set();
        var dryRun = new Option<bool>("--dry-run", "-n") { Description = "Print the steps that would be done, and do none" };
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("apply", "Brings a lab that 'weir up' built to what its changed file says, and prints each step. What the change does not concern is not touched: hosts keep their addresses, other links lose no packet, other "
            + "programs go on. Values of a link change in place; a node or program whose own declaration changed is made or started anew. Name, seed, captures, monitors, events and checks of a lab that runs cannot change: "
            + "that is said with its place in the file, and nothing is done.")
        {
            Examples = [("weir apply two-sites.lab.yaml --dry-run", "what would change"), ("weir apply", "read the file of the only lab that is up again, and follow it")],
        };
        command.Add(lab);
        command.Add(run);
        command.Add(set);
        command.Add(dryRun);
        command.Add(json);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed.GetValue(lab), parsed.GetValue(run), parsed.GetValue(set) ?? [], parsed.GetValue(dryRun), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string? lab, string? run, string[] sets, bool dryRun, bool json, CancellationToken cancellation)
    {
        (string? file, RunEntry entry) = Choose(context, lab, run, sets);
        KeyValuePair<string, string>[] values = Array.ConvertAll(sets, LabOptions.SetOf);
        var steps = new List<JsonElement>();
        JsonElement last = default;
        await foreach (JsonElement answer in ControlClient.AskAsync(RunChoice.SocketOf(entry), "apply", request => Ask(request, context, file, values, dryRun), cancellation))
        {
            if (answer.TryGetProperty("mistakes", out JsonElement mistakes)) { return Refuse(context, file, mistakes, answer.GetProperty("mistakeCount").GetInt32()); }
            if (answer.TryGetProperty("step", out _))
            {
                steps.Add(answer);
                if (!json) { context.Out.WriteLine(answer.GetProperty("text").GetString()); }
                context.Flush();
            }
            else { last = answer; }
        }

        if (last.ValueKind == JsonValueKind.Undefined) { throw new WeirException("the run ended before the change was done", (int)ExitCode.MachineLacks); }
        double seconds = last.GetProperty("seconds").GetDouble();
        if (json) { JsonOutput.Write(context, writer => WriteJson(writer, entry, dryRun, seconds, steps)); }
        else
        {
            string count = steps.Count == 1 ? "1 step" : string.Create(CultureInfo.InvariantCulture, $"{steps.Count} steps");
            context.Out.WriteLine(steps.Count == 0 ? $"{entry.Id} stands as the file says; nothing to do"
                : dryRun ? $"{count} would be done; nothing was changed"
                : string.Create(CultureInfo.InvariantCulture, $"{entry.Id} follows the file: {count} in {seconds * 1000:0} ms"));
        }

        return (int)ExitCode.Success;
    }

    // A path that exists is a file; other words name a run.
    private static (string? File, RunEntry Entry) Choose(CommandContext context, string? lab, string? run, string[] sets)
    {
        bool isFile = lab is not null && (File.Exists(context.PathOf(lab)) || lab.EndsWith(".yaml", StringComparison.Ordinal) || lab.EndsWith(".yml", StringComparison.Ordinal));
        if (!isFile) { return (null, RunChoice.Living(run ?? lab)); }
        if (!File.Exists(context.PathOf(lab!))) { throw new WeirException($"{lab}: no such file, a lab file was expected"); }
        if (run is not null || RunRegistry.OfThisUser().All().Count(entry => entry.IsAlive) < 2) { return (lab, RunChoice.Living(run)); }
        // Which of several labs it is, the file itself says.
        return (lab, RunChoice.Living(LabOptions.ReadRight(context, lab, sets).Plan!.Name));
    }

    private static void Ask(Utf8JsonWriter request, CommandContext context, string? file, KeyValuePair<string, string>[] sets, bool dryRun)
    {
        if (file is not null) { request.WriteString("file", file); }
        request.WriteString("folder", Path.GetFullPath(context.WorkingFolder));
        request.WriteBoolean("dryRun", dryRun);
        request.WriteStartObject("sets");
        foreach ((string name, string value) in sets) { request.WriteString(name, value); }
        request.WriteEndObject();
        request.WriteStartObject("environment");
        foreach (DictionaryEntry one in Environment.GetEnvironmentVariables())
        {
            // Only what variables of a lab file can come from; the rest is nobody's business.
            if (one is { Key: string name, Value: string value } && name.StartsWith("WEIR_VAR_", StringComparison.Ordinal)) { request.WriteString(name, value); }
        }

        request.WriteEndObject();
    }

    private static int Refuse(CommandContext context, string? file, JsonElement mistakes, int count)
    {
        Mistake[] all = [.. mistakes.EnumerateArray().Select(one => new Mistake(
            new SourcePlace(one.GetProperty("file").GetString() ?? "", one.GetProperty("line").GetInt32(), one.GetProperty("column").GetInt32()), one.GetProperty("message").GetString() ?? "", one.GetProperty("hint").GetString() ?? ""))];
        var reading = new LabReading(null, all, count, "");
        MistakeLines.Write(context.Error, reading);
        throw new WeirException($"{file ?? "the file of the run"} cannot be applied: {MistakeLines.Count(reading)}; nothing was changed");
    }

    private static void WriteJson(Utf8JsonWriter writer, RunEntry entry, bool dryRun, double seconds, List<JsonElement> steps)
    {
        writer.WriteStartObject();
        writer.WriteString("run", entry.Id.Text);
        writer.WriteBoolean("done", !dryRun);
        writer.WriteNumber("seconds", seconds);
        writer.WriteStartArray("steps");
        foreach (JsonElement step in steps) { step.WriteTo(writer); }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
