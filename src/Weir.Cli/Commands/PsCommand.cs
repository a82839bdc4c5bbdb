using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Weir.Cli.Captures;
using Weir.Cli.Output;
using Weir.Cli.Runs;
using Weir.Running;

namespace Weir.Cli.Commands;

/// <summary><c>weir ps</c>: the runs that are alive, and with <c>--all</c> also what dead ones left.</summary>
internal static class PsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var all = new Option<bool>("--all", "-a") { Description = "Also dead runs that left something, with every object that carries a run's mark" };
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("ps", "Lists the runs of this user that are alive, wherever they were started: id, process, how many nodes, links and programs, and the folder.")
        {
            Examples = [("weir ps", "what is up"), ("weir ps --all --json", "every run, alive and dead, with the objects that carry its mark")],
        };
        command.Add(all);
        command.Add(json);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed.GetValue(all), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, bool all, bool json, CancellationToken cancellation)
    {
        RunEntry[] entries = [.. RunRegistry.OfThisUser().All().Where(entry => all || entry.IsAlive)];
        // All at once: those that do not answer take their time together.
        (JsonElement? Status, bool Silent)[] answers = await Task.WhenAll(entries.Select(entry => StatusAsync(context, entry, cancellation)));
        var rows = new List<Row>();
        for (int i = 0; i < entries.Length; i++) { rows.Add(new Row(entries[i], answers[i].Status, answers[i].Silent, all || json ? RunObjects.Of(entries[i]) : [])); }

        if (json) { JsonOutput.Write(context, writer => WriteJson(writer, rows, all)); }
        else { WriteTable(context, rows, all); }
        return (int)ExitCode.Success;
    }

    private static async Task<(JsonElement? Status, bool Silent)> StatusAsync(CommandContext context, RunEntry entry, CancellationToken cancellation)
    {
        if (!entry.IsAlive) { return (null, false); }
        try
        {
            return (await ControlClient.AskSoonAsync(RunChoice.SocketOf(entry), "status", null, context.Time, cancellation), false);
        }
        catch (WeirException fault)
        {
            // When it is just being built or removed nobody listens: it is alive, and more cannot be said.
            return (null, fault.InnerException is TimeoutException);
        }
    }

    private static void WriteTable(CommandContext context, List<Row> rows, bool all)
    {
        if (rows.Count == 0)
        {
            context.Out.WriteLine(all ? "no run is alive, and no dead one left anything" : "no run is alive");
            return;
        }

        var table = all ? new TextTable("run", "state", ">process", ">nodes", ">links", ">programs", ">objects", "folder") : new TextTable("run", "state", ">process", ">nodes", ">links", ">programs", "folder");
        foreach ((RunEntry entry, JsonElement? status, bool silent, IReadOnlyList<RunObject> objects) in rows)
        {
            string[] head = [entry.Id.Text, entry.IsAlive ? Text(status, "phase") ?? (silent ? "no answer" : "busy") : "dead", TextTable.Number(entry.Owner.Pid), Text(status, "nodes") ?? "", Text(status, "links") ?? "", Text(status, "programs") ?? ""];
            table.Add(all ? [.. head, TextTable.Number(objects.Count), entry.Folder] : [.. head, entry.Folder]);
        }

        table.Write(context);
        foreach (Row row in rows.Where(row => row.Silent)) { context.Error.WriteLine($"weir: warning: {row.Entry.Id} does not answer: 'kill {row.Entry.Owner.Pid}' asks it to end; when it was killed, 'weir clean' removes what is left"); }
        if (rows.Any(row => !row.Entry.IsAlive)) { context.Out.WriteLine("'weir clean' removes what the dead runs left"); }
    }

    private static void WriteJson(Utf8JsonWriter json, List<Row> rows, bool all)
    {
        json.WriteStartArray();
        foreach ((RunEntry entry, JsonElement? status, _, IReadOnlyList<RunObject> objects) in rows)
        {
            json.WriteStartObject();
            json.WriteString("run", entry.Id.Text);
            json.WriteString("folder", entry.Folder);
            json.WriteBoolean("alive", entry.IsAlive);
            json.WriteNumber("process", entry.Owner.Pid);
            if (entry.IsAlive) { json.WriteBoolean("answers", status is not null); }
            if (status is { } known)
            {
                foreach (JsonProperty one in known.EnumerateObject()) { one.WriteTo(json); }
            }

            if (all)
            {
                json.WriteStartArray("objects");
                foreach (RunObject one in objects)
                {
                    json.WriteStartObject();
                    json.WriteString("kind", one.Kind);
                    json.WriteString("name", one.Name);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string? Text(JsonElement? status, string name) =>
        status is { } known && known.TryGetProperty(name, out JsonElement value) ? value.ValueKind == JsonValueKind.Number ? value.GetInt64().ToString(CultureInfo.InvariantCulture) : value.GetString() : null;

    // One run; Silent when it takes requests but does not answer them.
    private readonly record struct Row(RunEntry Entry, JsonElement? Status, bool Silent, IReadOnlyList<RunObject> Objects);
}
