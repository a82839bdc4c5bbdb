using System.CommandLine;
using Weir.Cli.Captures;
using Weir.Cli.Control;
using Weir.Cli.Output;
using Weir.Cli.Runs;
using Weir.Control;
using Weir.Platform;
using Weir.Wire.OpenFlow;

namespace Weir.Cli.Commands;

/// <summary><c>weir flow dump|add|mod|del|watch|ports|groups SWITCH [FLOW…]</c>: flows, ports and groups of any OpenFlow switch.</summary>
internal static class FlowCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var action = new Argument<string>("action") { Description = "dump, add, mod or del; watch tells which flows come and go; ports and groups show those of the switch" };
        action.AcceptOnlyFromAmong("dump", "add", "mod", "del", "watch", "ports", "groups");
        var place = new Argument<string>("switch") { Description = "A switch of a living lab by its name, or where it waits: tcp:HOST[:PORT], ssl:HOST[:PORT] or unix:PATH (Open vSwitch: unix:…/NAME.mgmt)" };
        var flows = new Argument<string[]>("flow") { Description = "Flows as ovs-ofctl writes them, such as 'in_port=4,actions=output:1'; with dump and del a match, or nothing for all", Arity = ArgumentArity.ZeroOrMore };
        var file = new Option<string?>("--file") { Description = "With add: also the flows of a file, one a line", HelpName = "FILE" };
        var strict = new Option<bool>("--strict") { Description = "With mod and del: only the flow with exactly this match and priority" };
        var time = new Option<string>("--timeout") { Description = "Longest time for an answer; 10 s when not said", HelpName = "TIME", DefaultValueFactory = _ => "10 s" };
        Option<string?> run = RunChoice.Option();
        Option<string?> version = OpenFlowOptions.Version();
        Option<string?> certificate = OpenFlowOptions.Certificate();
        Option<string?> key = OpenFlowOptions.Key();
        Option<string?> authority = OpenFlowOptions.Authority();
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("flow", "Shows, adds, changes and deletes flows of an OpenFlow switch (1.0 and 1.3) that waits for connections, in the syntax of ovs-ofctl; shows its ports and groups.")
        {
            Examples =
            [
                ("weir flow dump tcp:127.0.0.1:6654", "all flows"), ("weir flow add tcp:127.0.0.1:6654 'in_port=4,actions=output:1'", "packets of port 4 leave by port 1"),
                ("weir flow del tcp:127.0.0.1:6654 'tcp,tp_dst=80'", "delete what is for web servers"), ("weir flow watch s1", "flows of a living lab's switch as they come and go, until Ctrl-C"),
            ],
        };
        command.Add(action);
        command.Add(place);
        command.Add(flows);
        foreach (Option option in (Option[])[file, strict, time, run, version, certificate, key, authority, json]) { command.Add(option); }
        command.SetAction(async (parsed, _) =>
        {
            ConnectionPlace at = OpenFlowOptions.Switch(parsed.GetRequiredValue(place), parsed.GetValue(run));
            string what = parsed.GetRequiredValue(action);
            string[] texts = parsed.GetValue(flows) ?? [];
            if (parsed.GetValue(file) is not null && what != "add") { throw new WeirException("--file belongs to 'weir flow add'"); }
            bool isStrict = parsed.GetValue(strict);
            if (parsed.GetValue(json) && (what is "add" or "mod" or "del")) { throw new WeirException("--json belongs to what is shown: dump, watch, ports and groups"); }
            if (texts.Length > 0 && (what is "watch" or "ports" or "groups")) { throw new WeirException($"'weir flow {what}' takes a switch and no flow"); }
            if (isStrict && what is not ("mod" or "del")) { throw new WeirException("--strict belongs to 'weir flow mod' and 'weir flow del'"); }
            IReadOnlyList<FlowMod> changes = what is "watch" or "ports" or "groups" ? [] : Changes(what, texts, parsed.GetValue(file) is { } name ? context.PathOf(name) : null, isStrict);
            FlowClient client = await FlowClient.ConnectAsync(at, OpenFlowOptions.Versions(parsed.GetValue(version)) ?? OpenFlowConnection.AllVersions,
                at.Scheme == "ssl" ? OpenFlowOptions.Client(context, at.Host, parsed.GetValue(certificate), parsed.GetValue(key), parsed.GetValue(authority)) : null,
                UnitText.ParseDuration(parsed.GetValue(time)!), context.Time, context.Cancellation);
            await using (client)
            {
                switch (what)
                {
                    case "dump": await DumpAsync(context, client, changes, parsed.GetValue(json)); break;
                    case "watch": await SwitchText.WatchAsync(context, client, parsed.GetValue(json)); break;
                    case "ports": SwitchText.Ports(context, (await client.PortsAsync(context.Cancellation)).Ports, parsed.GetValue(json)); break;
                    case "groups": SwitchText.Groups(context, await client.GroupsAsync(context.Cancellation), client.Version, parsed.GetValue(json)); break;
                    default: await client.ChangeAsync(changes, context.Cancellation); break;
                }
            }

            return (int)ExitCode.Success;
        });
        return command;
    }

    private static IReadOnlyList<FlowMod> Changes(string what, string[] texts, string? file, bool strict)
    {
        FlowModCommand command = what switch
        {
            "add" => FlowModCommand.Add,
            "mod" => strict ? FlowModCommand.ModifyStrict : FlowModCommand.Modify,
            _ => strict ? FlowModCommand.DeleteStrict : FlowModCommand.Delete,
        };
        bool needsFlow = what is "add" or "mod";
        if (texts.Length == 0 && file is null && needsFlow) { throw new WeirException($"say which flow: weir flow {what} SWITCH 'in_port=4,actions=output:1'"); }
        if (texts.Length == 0 && !needsFlow) { texts = [""]; }
        return [.. file is null ? [] : FlowTextFile.Read(file), .. texts.Select(text => FlowText.ParseFlow(text, command))];
    }

    private static async Task DumpAsync(CommandContext context, FlowClient client, IReadOnlyList<FlowMod> selections, bool json)
    {
        List<FlowEntry> found = [];
        foreach (FlowMod one in selections)
        {
            FlowQuery query = new() { Match = one.Match, Table = one.Table, OutPort = one.OutPort, OutGroup = one.OutGroup, Cookie = one.Cookie, CookieMask = one.CookieMask };
            found.AddRange(await client.DumpAsync(query, context.Cancellation));
        }

        if (!json)
        {
            foreach (FlowEntry flow in found) { context.Out.WriteLine(" " + FlowText.Format(flow, client.Version)); }
            return;
        }

        JsonOutput.Write(context, writer =>
        {
            writer.WriteStartArray();
            foreach (FlowEntry flow in found) { SwitchText.Write(writer, flow, client.Version); }
            writer.WriteEndArray();
        });
    }
}
