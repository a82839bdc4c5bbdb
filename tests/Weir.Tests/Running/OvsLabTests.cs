using System.Globalization;
using System.Text.Json;
using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Tests.Platform;

namespace Weir.Tests.Running;

/// <summary>Labs with the real Open vSwitch.</summary>
[Collection("the machine's processes")]
public sealed class OvsLabTests
{
    private const string Four = """
        nodes:
          s1: { kind: ovs, controller: learning, fail-mode: secure }
          h[1..4]: {}
          c1: {}
        links:
          - h[1..4] -- s1
        programs:
          learning: { on: c1, kind: controller, app: APP, socket: learning, ready: { log: connected } }

        """;

    [Theory]
    [InlineData("l2-learning")]
    [InlineData("hub")]
    public async Task Every_host_reaches_every_other_under_a_controller(string app)
    {
        Skip();
        using var folder = new LabFolder();
        (int exit, JsonElement json, string error) = await folder.RunAsync("matrix", Four.Replace("APP", app, StringComparison.Ordinal) + """
              web: { on: h1, kind: http-server, port: 8080, size: 1 MiB, ready: { tcp: 8080 }, after: learning }
            checks:
              - ping: { from: h1, to: h2 }
              - ping: { from: h2, to: h3 }
              - ping: { from: h3, to: h4 }
              - ping: { from: h4, to: h1 }
              - http: { from: h3, url: "http://h1:8080/", status: 200 }
            """);
        exit.ShouldBe(0, error + json);
    }

    [Fact]
    public async Task The_packets_of_the_static_flow_reach_the_first_host_only()
    {
        Skip();
        using var folder = new LabFolder();
        (int exit, JsonElement json, string error) = await folder.RunAsync("static", """
            nodes:
              s1: { kind: ovs, fail-mode: secure, flows: ["priority=0,actions=normal", "in_port=4,actions=output:1"] }
              h[1..4]: {}
            links:
              - h[1..4] -- s1
            checks:
              - ping: { from: h4, to: h1 }
              - ping: { from: h2, to: h3 }
              - ping: { from: h4, to: h2, fails: true }
            """);
        exit.ShouldBe(0, error + json);
    }

    [Theory]
    [InlineData("standalone", "")]
    [InlineData("secure", ", fails: true")]
    public async Task Without_its_controller_it_switches_by_itself_or_not_at_all(string mode, string expected)
    {
        Skip();
        using var folder = new LabFolder();
        (int exit, JsonElement json, string error) = await folder.RunAsync("modes", $$"""
            nodes:
              s1: { kind: ovs, fail-mode: {{mode}} }
              h[1..2]: {}
            links:
              - h[1..2] -- s1
            checks:
              - ping: { from: h1, to: h2{{expected}} }
            """);
        exit.ShouldBe(0, error + json);
    }

    [Fact]
    public async Task Around_a_loop_of_switches_a_tree_carries()
    {
        Skip();
        using var folder = new LabFolder();
        (int exit, JsonElement json, string error) = await folder.RunAsync("ring", """
            nodes:
              s[1..3]: { kind: ovs, controller: tree, fail-mode: secure }
              h[1..3]: {}
              c1: {}
            links:
              - h1 -- s1
              - h2 -- s2
              - h3 -- s3
              - s1 -- s2
              - s2 -- s3
              - s3 -- s1
            programs:
              tree: { on: c1, kind: controller, app: spanning, socket: tree, ready: { log: has 2 of 3 links } }
            checks:
              - ping: { from: h1, to: h2 }
                within: 20 s
              - ping: { from: h2, to: h3 }
                within: 20 s
              - ping: { from: h3, to: h1 }
                within: 20 s
            """);
        exit.ShouldBe(0, error + json);
    }

    [Fact]
    public async Task Killed_it_leaves_no_daemon_and_no_interface()
    {
        RootOnly.Skip();
        Skip();
        string folder = Directory.CreateTempSubdirectory("weir-crash-").FullName;
        try
        {
            string lab = string.Create(CultureInfo.InvariantCulture, $"ovs-{Environment.ProcessId}");
            await File.WriteAllTextAsync(Path.Combine(folder, "ovs.lab.yaml"), $$"""
                name: {{lab}}
                nodes:
                  s[1..2]: { kind: ovs }
                  h[1..2]: {}
                links:
                  - h1 -- s1
                  - s1 -- s2
                  - h2 -- s2
                checks:
                  - ping: { from: h1, to: h2 }
                    within: 20 s
                duration: 60 s

                """);
            using ToolRun run = ToolRun.Start(folder, "run", "ovs.lab.yaml");
            while (!run.HasEnded && Directory.GetFiles(folder, "*.mgmt", SearchOption.AllDirectories).Length < 2) { await Task.Delay(20); }
            run.HasEnded.ShouldBeFalse();
            (await Leavings.FindAsync(folder, lab)).Count(left => left.Contains("ovs-vswitchd", StringComparison.Ordinal)).ShouldBe(2, "two switches at once");
            run.Kill();
            (await Leavings.UntilNoneAsync(folder, lab, TimeSpan.FromSeconds(15))).ShouldBeEmpty();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Skip()
    {
        if (!File.Exists("/usr/share/openvswitch/vswitch.ovsschema")) { Assert.Skip("Open vSwitch is not installed (Debian: openvswitch-switch)"); }
    }
}
