using System.Text.Json;

namespace Weir.Tests.Running;

/// <summary>Ports of switches for special use in labs that run: one that looks on, and the switch's own.</summary>
public sealed class SpecialPortsTests
{
    [Theory]
    [InlineData(SwitchKinds.Ovs)]
    [InlineData(SwitchKinds.OpenFlow)]
    public async Task A_mirror_sees_what_comes_in_at_the_other_ports_and_takes_no_part(string kind) => await HoldsAsync(kind, """
        vars: { switch: ovs }
        nodes:
          s1: { kind: "${switch}", mirror: watcher }
          h[1..2]: {}
          watcher: {}
        links:
          - h1 -- s1
          - watcher -- s1
          - h2 -- s1
        captures:
          - { at: watcher-eth0, name: seen, direction: in }
          - { at: h2-eth0, name: there, direction: in }
        checks:
          - ping: { from: h1, to: h2, count: 3, family: ipv4 }
          - ping: { from: watcher, to: h1, count: 1, timeout: 500 ms, fails: true, family: ipv4 }
          - { name: each request once, packets: { at: seen, where: "icmp.type == 8", count: 3 } }
          - { name: each answer once, packets: { at: seen, where: "icmp.type == 0", count: 3 } }
          - { name: as it came, packets: { at: seen, where: "icmp.type == 8 && eth.src == 02:77:00:01:00:01 && eth.dst == 02:77:00:01:00:03", count: 3 } }
          - { name: nothing is taken from it, packets: { at: there, where: "eth.src == 02:77:00:01:00:02", count: 0 } }
        """);

    /// <summary>Open vSwitch's own port is a device that it makes itself, so a node cannot be there.</summary>
    [Fact]
    public async Task What_is_sent_to_the_switchs_own_port_comes_to_the_node_there() => await HoldsAsync(SwitchKinds.OpenFlow, """
        nodes:
          s1: { kind: openflow, local: admin, controller: rules, fail-mode: secure }
          admin: {}
          h[1..2]: {}
        links:
          - h1 -- s1
          - admin -- s1
          - h2 -- s1
        controllers:
          rules: { app: static, flows: ["in_port=1,actions=LOCAL", "in_port=LOCAL,actions=output:1", "in_port=3,actions=drop"] }
        captures:
          - { at: s1, name: ports }
        checks:
          - ping: { from: h1, to: admin, count: 2, family: ipv4 }
          - ping: { from: admin, to: h1, count: 2, family: ipv4 }
          - ping: { from: h2, to: admin, count: 1, timeout: 500 ms, fails: true, family: ipv4 }
        """, ports => ports.Single(one => one.GetProperty("interface").GetString() == "s1-eth1").GetProperty("port").GetString().ShouldBe("LOCAL"));

    private static async Task HoldsAsync(string kind, string text, Action<JsonElement[]>? look = null)
    {
        SwitchKinds.Skip(kind);
        using var folder = new LabFolder();
        (int exit, JsonElement json, string error) = await folder.RunAsync("special", text, kind == SwitchKinds.OpenFlow && look is not null ? [] : ["--set", $"switch={kind}"]);
        exit.ShouldBe(0, error + json);
        look?.Invoke([.. JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(json.GetProperty("folder").GetString()!, "ports.json"))).RootElement.EnumerateArray()]);
    }
}
