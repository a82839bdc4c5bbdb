using System.Text.Json;

namespace Weir.Tests.Running;

/// <summary>One run for each kind of switch in which seven switches stand beside each other: one under each app, and two without a controller. Tests look at its checks, by the words that their names begin with.</summary>
public sealed class AppsLab
{
    private const string Repeater = """
        public sealed class Repeater : ControllerApp
        {
            public override uint Versions => 1u << (int)OpenFlowVersion.OpenFlow13;

            public override void Connected(ControlledSwitch one) =>
                one.Send(new FlowMod { Command = FlowModCommand.Add, Priority = 0, Instructions = FlowInstruction.Apply([new OutputAction(OpenFlowPorts.Controller, OutputAction.WholePacket)]) });

            public override void PacketArrived(ControlledSwitch one, PacketIn packet) => one.Answer(packet, new OutputAction(OpenFlowPorts.Flood));
        }
        """;

    private const string Lab = """
        vars: { switch: ovs }
        nodes:
          s1: { kind: "${switch}", controller: learning, fail-mode: secure }
          s2: { kind: "${switch}", controller: flooding, fail-mode: secure }
          s3: { kind: "${switch}", controller: rules, fail-mode: secure }
          s4: { kind: "${switch}", controller: tree, fail-mode: secure }
          s5: { kind: "${switch}", controller: own, fail-mode: secure }
          s6: { kind: "${switch}", fail-mode: secure }
          s7: { kind: "${switch}", fail-mode: standalone }
          s8: { kind: "${switch}", controller: newer, fail-mode: secure }
          l[1..3]: {}
          u[1..3]: {}
          t[1..4]: {}
          p[1..3]: {}
          a[1..3]: {}
          x[1..2]: {}
          y[1..2]: {}
          n[1..3]: {}
        links:
          - l[1..3] -- s1
          - u[1..3] -- s2
          - t[1..4] -- s3
          - p[1..3] -- s4
          - a[1..3] -- s5
          - x[1..2] -- s6
          - y[1..2] -- s7
          - n[1..3] -- s8
        controllers:
          learning: l2-learning
          newer: { app: l2-learning, openflow: 1.3 }
          flooding: hub
          rules: { app: static, flows: ["priority=0,actions=normal", "in_port=4,actions=output:1"] }
          tree: { app: spanning, probe-every: 200 ms }
          own: "app:repeater.cs"
        captures:
          - { at: "t2-eth0", name: t2 }
          - { at: "t3-eth0", name: t3 }
        checks:
          - { name: l2-learning 4, ping: { from: "l[1..3]", to: "l[1..3]", family: ipv4, count: 2, interval: 50 ms } }
          - { name: l2-learning 6, ping: { from: "l[1..3]", to: "l[1..3]", family: ipv6, count: 2, interval: 50 ms } }
          - { name: l2-learning-1.3 4, ping: { from: "n[1..3]", to: "n[1..3]", family: ipv4, count: 2, interval: 50 ms } }
          - { name: l2-learning-1.3 6, ping: { from: "n[1..3]", to: "n[1..3]", family: ipv6, count: 2, interval: 50 ms } }
          - { name: hub 4, ping: { from: "u[1..3]", to: "u[1..3]", family: ipv4, count: 2, interval: 50 ms } }
          - { name: hub 6, ping: { from: "u[1..3]", to: "u[1..3]", family: ipv6, count: 2, interval: 50 ms } }
          - { name: static normal, ping: { from: "t[1..3]", to: "t[1..3]", count: 2, interval: 50 ms } }
          - { name: static to the first, ping: { from: t4, to: t1 } }
          - { name: static to the second, ping: { from: t4, to: t2, fails: true, count: 1, timeout: 500 ms } }
          - { name: static to the third, ping: { from: t4, to: t3, fails: true, count: 1, timeout: 500 ms } }
          - { name: static seen at the second, packets: { at: t2, where: "eth.src == 02:77:00:03:00:04", count: 0 } }
          - { name: static seen at the third, packets: { at: t3, where: "eth.src == 02:77:00:03:00:04", count: 0 } }
          - { name: static others seen, packets: { at: t3, where: "eth.src == 02:77:00:03:00:02", above: 0 } }
          - { name: spanning 4, ping: { from: "p[1..3]", to: "p[1..3]", family: ipv4, count: 2, interval: 50 ms }, within: 60 s }
          - { name: spanning 6, ping: { from: "p[1..3]", to: "p[1..3]", family: ipv6, count: 2, interval: 50 ms }, within: 60 s }
          - { name: app 4, ping: { from: "a[1..3]", to: "a[1..3]", family: ipv4, count: 2, interval: 50 ms } }
          - { name: app 6, ping: { from: "a[1..3]", to: "a[1..3]", family: ipv6, count: 2, interval: 50 ms } }
          - { name: secure, ping: { from: x1, to: x2, fails: true, count: 1, timeout: 500 ms } }
          - { name: standalone 4, ping: { from: y1, to: y2, family: ipv4, count: 2, interval: 50 ms } }
          - { name: standalone 6, ping: { from: y1, to: y2, family: ipv6, count: 2, interval: 50 ms } }
        """;

    private readonly Dictionary<string, Task<(string Error, JsonElement Json)>> _runs = [];
    private readonly Lock _gate = new();

    /// <summary>The checks of the run with this kind of switch that did not hold, of those whose names begin so; fails when there is none of that name.</summary>
    public async Task<IReadOnlyList<string>> MissedAsync(string kind, string name)
    {
        SwitchKinds.Skip(kind);
        Task<(string Error, JsonElement Json)> run;
        lock (_gate) { run = _runs.TryGetValue(kind, out Task<(string, JsonElement)>? there) ? there : _runs[kind] = RunAsync(kind); }
        (string error, JsonElement json) = await run;
        json.TryGetProperty("checks", out JsonElement checks).ShouldBeTrue(error);
        JsonElement[] meant = [.. checks.EnumerateArray().Where(one => one.GetProperty("name").GetString()!.Split(' ')[0] == name)];
        meant.ShouldNotBeEmpty();
        return [.. meant.Where(one => one.GetProperty("result").GetString() != "pass").Select(one => $"{one.GetProperty("name")}: {one.GetProperty("message")}")];
    }

    private static async Task<(string Error, JsonElement Json)> RunAsync(string kind)
    {
        using var folder = new LabFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Root, "repeater.cs"), Repeater);
        (_, JsonElement json, string error) = await folder.RunAsync("apps", Lab, "--set", $"switch={kind}");
        return (error, json);
    }
}
