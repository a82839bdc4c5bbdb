using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Weir.Cli.Captures;
using Weir.Cli.Output;
using Weir.Cli.Runs;
using Weir.Running;

namespace Weir.Cli.Commands;

/// <summary><c>weir link show|set|reset</c>: what links of a living lab do to packets.</summary>
internal static class LinkCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var action = new Argument<string>("action") { Description = "show, set or reset" };
        action.AcceptOnlyFromAmong("show", "set", "reset");
        var link = new Argument<string?>("link") { Description = "The link, as 'h1 -- s1' or h1--s1; with show and reset all when not given", Arity = ArgumentArity.ZeroOrOne };
        link.CompletionSources.Add(_ => NodeChoice.Names("links").Select(one => new System.CommandLine.Completions.CompletionItem(one.Label.Replace(" ", "", StringComparison.Ordinal))));
        var values = new Argument<string[]>("value") { Description = "With set: KEY=VALUE, such as delay=20ms loss=1% rate=5Mbit/s state=down", Arity = ArgumentArity.ZeroOrMore };
        Option<string?> run = RunChoice.Option();
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("link", "Shows what the links of a living lab do to packets, what was asked and what was measured; changes one value at a time without touching the others; puts back what the file says.")
        {
            Examples = [("weir link show", "all links"), ("weir link set h1--s1 delay=20ms", "delay the packets of one"), ("weir link set h1--s1 state=down", "cut it"), ("weir link reset h1--s1", "as the file says again")],
        };
        command.Add(action);
        command.Add(link);
        command.Add(values);
        command.Add(run);
        command.Add(json);
        command.SetAction((parsed, cancellation) => RunAsync(context, RunChoice.Living(parsed.GetValue(run)), parsed.GetRequiredValue(action), parsed.GetValue(link), parsed.GetValue(values) ?? [], parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, RunEntry entry, string action, string? link, string[] values, bool json, CancellationToken cancellation)
    {
        if (action == "set" && (link is null || values.Length == 0)) { throw new WeirException("say which link and what: weir link set h1--s1 delay=20ms"); }
        if (action != "set" && values.Length > 0) { throw new WeirException($"values belong to 'weir link set', not to '{action}'"); }
        var answers = new List<JsonElement>();
        await foreach (JsonElement one in ControlClient.AskAsync(RunChoice.SocketOf(entry), "link", request => Ask(request, action, link, values), cancellation)) { answers.Add(one); }
        if (json)
        {
            JsonOutput.Write(context, writer =>
            {
                writer.WriteStartArray();
                foreach (JsonElement one in answers) { one.WriteTo(writer); }
                writer.WriteEndArray();
            });
            return (int)ExitCode.Success;
        }

        var table = new TextTable("link", "back end", "now", "", ">sent", ">delivered", ">lost", ">queue full", ">rate", ">delay", ">late (99 %)");
        foreach (JsonElement one in answers) { AddRows(table, one); }
        table.Write(context);
        return (int)ExitCode.Success;
    }

    private static void Ask(Utf8JsonWriter request, string action, string? link, string[] values)
    {
        request.WriteString("action", action);
        if (link is not null) { request.WriteString("link", link); }
        request.WriteStartObject("values");
        foreach (string value in values)
        {
            int at = value.IndexOf('=', StringComparison.Ordinal);
            if (at < 1) { throw new WeirException($"{value}: write KEY=VALUE, such as delay=20ms"); }
            request.WriteString(value[..at], value[(at + 1)..]);
        }

        request.WriteEndObject();
    }

    private static void AddRows(TextTable table, JsonElement link)
    {
        string name = link.GetProperty("link").GetString() ?? "";
        string now = (link.GetProperty("now").GetString() ?? "") + (link.GetProperty("changed").GetBoolean() ? " (changed)" : "");
        string backend = link.GetProperty("backend").GetString() ?? "";
        JsonElement directions = link.GetProperty("directions");
        if (directions.GetArrayLength() == 0) { table.Add(name, backend, now); }
        bool first = true;
        foreach (JsonElement one in directions.EnumerateArray())
        {
            table.Add(first ? name : "", first ? backend : "", first ? now : "", $"to {one.GetProperty("to").GetString()}", Number(one, "sent"), Number(one, "delivered"), Number(one, "lost"), Number(one, "queueDropped"),
                one.TryGetProperty("measuredRate", out JsonElement rate) ? (rate.GetDouble() / 1e6).ToString("0.###", CultureInfo.InvariantCulture) + " Mbit/s" : "", Milliseconds(one, "meanDelay"), Milliseconds(one, "lateness99"));
            first = false;
        }
    }

    private static string Number(JsonElement json, string name) => TextTable.Number(json.GetProperty(name).GetInt64());

    private static string Milliseconds(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) ? (value.GetDouble() * 1000).ToString("0.000", CultureInfo.InvariantCulture) + " ms" : "";
}
