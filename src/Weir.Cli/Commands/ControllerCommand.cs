using System.CommandLine;
using System.Globalization;
using Weir.Cli.Control;
using Weir.Cli.Output;
using Weir.Cli.Traffic;
using Weir.Control;
using Weir.Platform;

namespace Weir.Cli.Commands;

/// <summary><c>weir controller APP --listen :6653</c>: an OpenFlow controller.</summary>
internal static class ControllerCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var app = new Argument<string>("APP") { Description = $"What decides: {string.Join("; ", ControllerApps.All.Select(one => $"{(one.Name == "app" ? "app:FILE" : one.Name)} ({one.Summary})"))}" };
        app.CompletionSources.Add(_ => ControllerApps.All.Select(one => new System.CommandLine.Completions.CompletionItem(one.Name == "app" ? "app:" : one.Name)));
        var listen = new Option<string>("--listen") { Description = "Where switches connect: :PORT, ADDRESS:PORT, [IPV6]:PORT or unix:PATH; :6653 when not said", HelpName = "PLACE", DefaultValueFactory = _ => ":6653" };
        var socket = new Option<string?>("--socket") { Description = "In a lab, instead: the socket to which switches with 'controller: NAME' connect", HelpName = "NAME" };
        Option<string?> version = OpenFlowOptions.Version();
        var flows = new Option<string?>("--flows") { Description = "static: a file with one flow a line, as ovs-ofctl writes them", HelpName = "FILE" };
        var flow = new Option<string[]>("--flow") { Description = "static: a flow as ovs-ofctl writes it; may be repeated", HelpName = "FLOW" };
        var idle = new Option<string>("--idle-timeout") { Description = "l2-learning, spanning: how long a flow stays without packets, in whole seconds; 0 s for ever; 10 s when not said", HelpName = "TIME", DefaultValueFactory = _ => "10 s" };
        var hard = new Option<string>("--hard-timeout") { Description = "l2-learning, spanning: how long a flow stays in all, in whole seconds; 0 s for ever; 30 s when not said", HelpName = "TIME", DefaultValueFactory = _ => "30 s" };
        var probe = new Option<string>("--probe-every") { Description = "spanning: time between two probes of a link; 1 s when not said", HelpName = "TIME", DefaultValueFactory = _ => "1 s" };
        var view = new Option<string?>("--view") { Description = "Keep what the controller knows (switches, links, addresses) in this file, as JSON; in a lab it is kept beside the socket", HelpName = "FILE" };
        var awaited = new Option<string[]>("--await") { Description = "Say when this switch is connected, and all others that are named; may be repeated", HelpName = "DATAPATH" };
        var transparent = new Option<bool>("--transparent") { Description = "l2-learning: forward LLDP and what bridges keep to themselves, too" };
        var holdDown = new Option<string?>("--hold-down") { Description = "l2-learning: flood nothing for so long after a switch connected", HelpName = "TIME" };
        var ignore = new Option<string[]>("--ignore") { Description = "l2-learning: leave this switch alone; may be repeated", HelpName = "DATAPATH" };
        var age = new Option<string>("--mac-age") { Description = "Forget an address that was not seen for so long; never with 0 s, as POX; 300 s when not said", HelpName = "TIME", DefaultValueFactory = _ => "300 s" };
        var most = new Option<int>("--mac-limit") { Description = "Addresses that are remembered for one switch; 65536 when not said", HelpName = "N", DefaultValueFactory = _ => 65_536 };
        var keep = new Option<bool>("--keep-flows") { Description = "Leave the flows that a switch has when it connects; they are deleted when not said" };
        Option<string?> certificate = OpenFlowOptions.Certificate();
        Option<string?> key = OpenFlowOptions.Key();
        Option<string?> authority = OpenFlowOptions.Authority();
        Option<bool> json = TrafficOptions.Json();
        var command = new VerbCommand("controller", "Controls OpenFlow switches (1.0 and 1.3) that connect to it, many at once, until it is stopped. Says which switches come and go, and at the end what it counted.")
        {
            Examples =
            [
                ("weir controller l2-learning", "a learning switch, as POX has it, on port 6653"), ("weir controller static --flows flows.txt --listen 127.0.0.1:6633", "the flows of a file and nothing else"),
                ("weir controller app:my-app.cs", "an app of your own"),
            ],
        };
        command.Add(app);
        foreach (Option option in (Option[])[listen, socket, version, flow, flows, transparent, holdDown, ignore, idle, hard, age, most, probe, keep, view, awaited, certificate, key, authority, json]) { command.Add(option); }
        command.SetAction((parsed, _) =>
        {
            uint? versions = OpenFlowOptions.Versions(parsed.GetValue(version));
            TimeSpan remembered = UnitText.ParseDuration(parsed.GetValue(age)!);
            int capacity = parsed.GetValue(most);
            if (capacity < 1) { throw new WeirException("--mac-limit: at least one address must be remembered"); }
            ControllerAppSettings settings = new()
            {
                Time = context.Time, File = parsed.GetValue(flows) is { } file ? context.PathOf(file) : null, Versions = versions, Transparent = parsed.GetValue(transparent),
                Flows = parsed.GetValue(flow) ?? [], IdleTimeout = Seconds("--idle-timeout", parsed.GetValue(idle)!), HardTimeout = Seconds("--hard-timeout", parsed.GetValue(hard)!), ProbeEvery = Probe(parsed.GetValue(probe)!),
                HoldDown = parsed.GetValue(holdDown) is { } hold ? UnitText.ParseDuration(hold) : TimeSpan.Zero, Ignore = [.. (parsed.GetValue(ignore) ?? []).Select(one => Datapath("--ignore", one))],
                MacAge = remembered == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : remembered, MacCapacity = capacity,
            };
            string name = parsed.GetRequiredValue(app);
            if (name.StartsWith("app:", StringComparison.Ordinal)) { name = "app:" + context.PathOf(name[4..]); }
            ConnectionPlace place = parsed.GetValue(socket) is { } inLab ? OpenFlowOptions.SocketOfRun(inLab) : ConnectionPlace.ParseListener(parsed.GetValue(listen)!);
            ControllerOptions options = new()
            {
                Listen = place, View = parsed.GetValue(view) is { } kept ? context.PathOf(kept) : parsed.GetValue(socket) is null ? null : ControllerView.FileBeside(place.Host), Versions = versions ?? OpenFlowConnection.AllVersions, ClearsTables = !parsed.GetValue(keep), Awaited = (parsed.GetValue(awaited) ?? []).Select(one => Datapath("--await", one)).ToHashSet(),
                Tls = OpenFlowOptions.Server(context, parsed.GetValue(certificate), parsed.GetValue(key), parsed.GetValue(authority)),
            };
            return RunAsync(context, ControllerApps.Create(name, settings), options, parsed.GetValue(json));
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ControllerApp app, ControllerOptions options, bool json)
    {
        using var controller = new Controller(app, options, context.Time, line => TrafficOptions.Say(context, json, line));
        TrafficOptions.Say(context, json, options.Listen.Scheme == "unix" ? $"listening at {options.Listen}" : $"listening on port {controller.Port}");
        await controller.RunAsync(context.Cancellation);
        (string Name, string Text, ControllerCounter Counter)[] counts =
        [
            ("packetIns", "packets from switches", ControllerCounter.PacketIns), ("flowMods", "flows changed", ControllerCounter.FlowMods), ("packetOuts", "packets sent", ControllerCounter.PacketOuts),
            ("errors", "errors told by switches", ControllerCounter.Errors), ("dropped", "messages dropped", ControllerCounter.Dropped), ("beforeReady", "messages before a switch was ready", ControllerCounter.BeforeReady),
            ("notUnderstood", "messages not understood", ControllerCounter.NotUnderstood), ("refused", "connections refused", ControllerCounter.Refused), ("appFaults", "faults of the app", ControllerCounter.AppFaults),
        ];
        if (json)
        {
            JsonOutput.Write(context, writer =>
            {
                writer.WriteStartObject();
                foreach ((string name, _, ControllerCounter counter) in counts) { writer.WriteNumber(name, controller.Counters[counter]); }
                writer.WriteEndObject();
            });
        }
        else
        {
            context.Out.WriteLine(string.Join(", ", counts.Where(one => one.Counter <= ControllerCounter.PacketOuts || controller.Counters[one.Counter] > 0).Select(one => string.Create(CultureInfo.InvariantCulture, $"{controller.Counters[one.Counter]} {one.Text}"))));
        }

        return controller.Counters[ControllerCounter.AppFaults] > 0 ? (int)ExitCode.ProgramFailed : (int)ExitCode.Success;
    }

    // A flow's times are 16 bits of seconds (openflow-1.0 5.3.3).
    private static ushort Seconds(string option, string text)
    {
        TimeSpan time = UnitText.ParseDuration(text);
        return time.TotalSeconds % 1 == 0 && time.TotalSeconds <= ushort.MaxValue ? (ushort)time.TotalSeconds : throw new WeirException($"{option} {text}: a flow's time is in whole seconds, {ushort.MaxValue} at most");
    }

    private static TimeSpan Probe(string text) => UnitText.ParseDuration(text) is var time && time >= TimeSpan.FromMilliseconds(100) ? time : throw new WeirException($"--probe-every {text}: 100 ms at least");

    private static ulong Datapath(string option, string text) =>
        ulong.TryParse(text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(2) : text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong id) ? id
            : throw new WeirException($"{option} {text}: the number of a switch has up to sixteen hexadecimal digits");
}
