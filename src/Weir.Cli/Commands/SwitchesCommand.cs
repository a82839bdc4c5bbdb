using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Weir.Cli.Captures;
using Weir.Cli.Control;
using Weir.Cli.Output;
using Weir.Cli.Runs;
using Weir.Control;
using Weir.Running;
using Weir.Wire.OpenFlow;

namespace Weir.Cli.Commands;

/// <summary><c>weir switches</c>: the OpenFlow switches of a living lab, and what its controllers know.</summary>
internal static class SwitchesCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Option<string?> run = RunChoice.Option();
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("switches", "Shows the OpenFlow switches of a living lab, each with its number for controllers, its ports and how many flows it has; and what each controller knows: switches that are connected, "
            + "links between them, addresses and where they are.")
        {
            Examples = [("weir switches", "switches and controllers"), ("weir switches --json | jq '.controllers[].knows.links'", "which links the app 'spanning' found")],
        };
        command.Add(run);
        command.Add(json);
        command.SetAction((parsed, _) => RunAsync(context, RunChoice.Living(parsed.GetValue(run)), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, RunEntry entry, bool json)
    {
        var switches = new RunSwitches(entry.Folder, RecordJson.Read(Path.Combine(entry.Folder, "plan.json")));
        var states = new List<(PlannedSwitch Switch, IReadOnlyList<PortState> Ports, int Flows)>();
        foreach (PlannedSwitch one in switches.All)
        {
            FlowClient client = await switches.ConnectAsync(one, context.Time, context.Cancellation);
            await using (client)
            {
                (_, IReadOnlyList<PortState> ports) = await client.PortsAsync(context.Cancellation);
                states.Add((one, ports, (await client.DumpAsync(new FlowQuery(), context.Cancellation)).Count));
            }
        }

        (PlannedController Controller, ControllerView? View)[] controllers = [.. switches.Controllers.Select(one => (one, switches.ViewOf(one.Name)))];
        if (json) { JsonOutput.Write(context, writer => Write(writer, states, controllers)); }
        else { Print(context, entry, switches, states, controllers); }
        return (int)ExitCode.Success;
    }

    private static void Print(CommandContext context, RunEntry entry, RunSwitches switches, List<(PlannedSwitch Switch, IReadOnlyList<PortState> Ports, int Flows)> states, (PlannedController Controller, ControllerView? View)[] controllers)
    {
        if (states.Count == 0)
        {
            context.Out.WriteLine($"the run {entry.Id.Text} has no OpenFlow switch");
            return;
        }

        var table = new TextTable("switch", "kind", "number", "controllers", "without one", ">ports", ">flows");
        foreach ((PlannedSwitch one, IReadOnlyList<PortState> ports, int flows) in states)
        {
            table.Add(one.Name, one.Kind, one.Number, string.Join(", ", one.Controllers), one.FailMode, TextTable.Number(ports.Count(port => port.Port.Number < OpenFlowPorts.Max)), TextTable.Number(flows));
        }

        table.Write(context);
        if (controllers.Length == 0) { return; }
        context.Out.WriteLine();
        var known = new TextTable("controller", "app", "switches", ">links", ">addresses");
        foreach ((PlannedController one, ControllerView? view) in controllers)
        {
            known.Add(one.Name, one.App, view is null ? "" : string.Join(", ", view.Switches.Select(there => switches.Find(there.Datapath)?.Name ?? ControllerView.Number(there.Datapath))), TextTable.Number(view?.Links.Count ?? 0), TextTable.Number(view?.HostCount ?? 0));
        }

        known.Write(context);
        PrintPlaces(context, switches, controllers);
    }

    private static void PrintPlaces(CommandContext context, RunSwitches switches, (PlannedController Controller, ControllerView? View)[] controllers)
    {
        string Name(SwitchPort port) => switches.Find(port.Datapath) is { } node ? node.InterfaceOf(port.Port) ?? $"{node.Name}:{port.Port.ToString(CultureInfo.InvariantCulture)}" : port.ToString();
        if (controllers.Any(one => one.View?.Links.Count > 0))
        {
            context.Out.WriteLine();
            var links = new TextTable("controller", "link", "to", "carries");
            foreach ((PlannedController one, ControllerView? view) in controllers)
            {
                foreach (SwitchLink link in view?.Links ?? []) { links.Add(one.Name, Name(link.One), Name(link.Other), link.Carries ? "yes" : "no, it would close a loop"); }
            }

            links.Write(context);
        }

        if (controllers.All(one => one.View is not { Hosts.Count: > 0 })) { return; }
        context.Out.WriteLine();
        var hosts = new TextTable("controller", "address", "at", "that is");
        foreach ((PlannedController one, ControllerView? view) in controllers)
        {
            foreach (LearnedHost host in view?.Hosts ?? [])
            {
                string? at = switches.Find(host.At.Datapath)?.InterfaceOf(host.At.Port);
                hosts.Add(one.Name, host.Address.ToString(), Name(host.At), at is null ? "" : switches.PeerOf(at) ?? "");
            }
        }

        hosts.Write(context);
    }

    private static void Write(Utf8JsonWriter json, List<(PlannedSwitch Switch, IReadOnlyList<PortState> Ports, int Flows)> states, (PlannedController Controller, ControllerView? View)[] controllers)
    {
        json.WriteStartObject();
        json.WriteStartArray("switches");
        foreach ((PlannedSwitch one, IReadOnlyList<PortState> ports, int flows) in states)
        {
            json.WriteStartObject();
            json.WriteString("name", one.Name);
            json.WriteString("kind", one.Kind);
            json.WriteString("number", one.Number);
            json.WriteString("failMode", one.FailMode);
            Write(json, "controllers", one.Controllers);
            json.WriteNumber("flows", flows);
            json.WriteStartArray("ports");
            foreach (PortState port in ports) { SwitchText.Write(json, port); }
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("controllers");
        foreach ((PlannedController one, ControllerView? view) in controllers)
        {
            json.WriteStartObject();
            json.WriteString("name", one.Name);
            json.WriteString("app", one.App);
            Write(json, "switches", one.Switches);
            if (view is not null)
            {
                json.WritePropertyName("knows");
                view.WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) { json.WriteStringValue(text); }
        json.WriteEndArray();
    }
}
