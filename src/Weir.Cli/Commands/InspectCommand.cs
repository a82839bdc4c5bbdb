using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Weir.Cli.Captures;
using Weir.Cli.Output;
using Weir.Cli.Runs;
using Weir.Running;

namespace Weir.Cli.Commands;

/// <summary><c>weir inspect</c>: what a living run is made of and what it is doing.</summary>
internal static class InspectCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string?> run = RunChoice.Argument();
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("inspect", "Shows a living run: its nodes with their interfaces, addresses and the kernel's names for them, its links with what was asked of them and what was measured, its programs with their processes, its captures, and what switches of OpenFlow counted at their ports beside what captures saw there. "
            + "Interfaces and addresses are as the kernel has them now. --json says more of each.")
        {
            Examples = [("weir inspect", "the only lab that is up"), ("weir inspect two-sites --json | jq '.programs[] | select(.failed)'", "the programs of this one that failed")],
        };
        command.Add(run);
        command.Add(json);
        command.SetAction((parsed, cancellation) => RunAsync(context, RunChoice.Living(parsed.GetValue(run), "by 'weir inspect RUN'"), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, RunEntry entry, bool json, CancellationToken cancellation)
    {
        // How long the look itself takes depends on the lab; whether anybody answers is known soon.
        _ = await ControlClient.AskSoonAsync(RunChoice.SocketOf(entry), "status", null, context.Time, cancellation);
        JsonElement run = await ControlClient.AskOnceAsync(RunChoice.SocketOf(entry), "inspect", null, cancellation);
        if (json)
        {
            JsonOutput.Write(context, run.WriteTo);
            return (int)ExitCode.Success;
        }

        context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Text(run, "run")}: {Text(run, "phase")}, {run.GetProperty("seconds").GetDouble():0.0} s, process {Text(run, "process")}, {Text(run, "folder")}"));
        Write(context, NodeTable(run.GetProperty("nodes")));
        foreach (JsonElement node in run.GetProperty("nodes").EnumerateArray().Where(node => Text(node, "fault").Length > 0)) { context.Out.WriteLine($"{Text(node, "name")}: {Text(node, "fault")}"); }
        Write(context, LinkTable(run.GetProperty("links")));
        Write(context, ProgramTable(run.GetProperty("programs")));
        Write(context, CaptureTable(run.GetProperty("captures")));
        Write(context, PortTable(run.GetProperty("ports")));
        return (int)ExitCode.Success;
    }

    private static void Write(CommandContext context, TextTable table)
    {
        if (table.Count == 0) { return; }
        context.Out.WriteLine();
        table.Write(context);
    }

    private static TextTable NodeTable(JsonElement nodes)
    {
        var table = new TextTable("node", "kind", "state", "interface", "", "addresses", "mac", "kernel's name");
        foreach (JsonElement node in nodes.EnumerateArray())
        {
            JsonElement interfaces = node.GetProperty("interfaces");
            string[] head = [Text(node, "name"), Text(node, "kind"), Text(node, "state")];
            if (interfaces.GetArrayLength() == 0) { table.Add(head); }
            foreach (JsonElement one in interfaces.EnumerateArray())
            {
                string up = one.TryGetProperty("up", out JsonElement state) ? state.GetBoolean() ? "up" : "down" : "";
                string kernel = Text(one, "kernelName");
                table.Add([.. head, Text(one, "name"), up, Texts(one, "addresses"), Text(one, "mac"), kernel == Text(one, "name") ? "" : kernel]);
                head = ["", "", ""];
            }
        }

        return table;
    }

    private static TextTable LinkTable(JsonElement links)
    {
        var table = new TextTable("link", "back end", "asked", "now", "", ">sent", ">delivered", ">lost", ">delay", ">rate");
        foreach (JsonElement link in links.EnumerateArray())
        {
            string now = Text(link, "now"), asked = Text(link, "asked");
            string[] head = [Text(link, "link"), Text(link, "backend"), asked, now == asked ? "as asked" : now];
            JsonElement directions = link.GetProperty("directions");
            if (directions.GetArrayLength() == 0) { table.Add(head); }
            foreach (JsonElement one in directions.EnumerateArray())
            {
                table.Add([.. head, $"to {Text(one, "to")}", Text(one, "sent"), Text(one, "delivered"), Text(one, "lost"), Number(one, "meanDelay", 1e3, " ms"), Number(one, "measuredRate", 1e-6, " Mbit/s")]);
                head = ["", "", "", ""];
            }
        }

        return table;
    }

    private static TextTable ProgramTable(JsonElement programs)
    {
        var table = new TextTable("program", "node", "state", ">process", ">exit", ">restarts", ">cpu", ">memory", ">lines");
        foreach (JsonElement one in programs.EnumerateArray())
        {
            table.Add(Text(one, "name"), Text(one, "node"), Text(one, "state"), Text(one, "process"), Text(one, "exitCode"), Text(one, "restarts"), Number(one, "cpuSeconds", 1, " s"), Format.Bytes(one.GetProperty("residentBytes").GetInt64()), Text(one, "lines"));
        }

        return table;
    }

    private static TextTable CaptureTable(JsonElement captures)
    {
        var table = new TextTable("capture", ">written", ">lost", "filter", "interfaces");
        foreach (JsonElement one in captures.EnumerateArray()) { table.Add(Text(one, "name"), Text(one, "written"), Text(one, "dropped"), Text(one, "filter"), Texts(one, "interfaces")); }
        return table;
    }

    private static TextTable PortTable(JsonElement ports)
    {
        var table = new TextTable("switch", "port", "interface", "capture", ">counted in", ">seen", ">counted out", ">seen", ">lost", "");
        foreach (JsonElement one in ports.EnumerateArray())
        {
            long missing = one.GetProperty("missing").GetInt64();
            string word = missing > 0 ? string.Create(CultureInfo.InvariantCulture, $"{missing} missing") : missing < 0 ? string.Create(CultureInfo.InvariantCulture, $"{-missing} too many") : one.GetProperty("filtered").GetBoolean() ? "filtered" : "agree";
            table.Add(Text(one, "switch"), Text(one, "port"), Text(one, "interface"), Text(one, "capture"), Text(one, "countedIn"), Text(one, "seenIn"), Text(one, "countedOut"), Text(one, "seenOut"), Text(one, "lost"), word);
        }

        return table;
    }

    private static string Text(JsonElement json, string name) => !json.TryGetProperty(name, out JsonElement value) ? "" : value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : value.GetRawText();

    private static string Texts(JsonElement json, string name) => string.Join(" ", json.GetProperty(name).EnumerateArray().Select(one => one.GetString()));

    private static string Number(JsonElement json, string name, double factor, string unit) => json.TryGetProperty(name, out JsonElement value) ? (value.GetDouble() * factor).ToString("0.###", CultureInfo.InvariantCulture) + unit : "";
}
