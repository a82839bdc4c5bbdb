using System.Text.Json;
using Weir.Tests.Cli;
using Weir.Tests.Running;
using Weir.Tests.Switching;

namespace Weir.Tests.Dashboard;

/// <summary>What the API, and the verbs beside it, tell of the switches of a lab that is up and of one that is over.</summary>
public sealed class SwitchResourceTests
{
    [Theory]
    [InlineData(SwitchKinds.Ovs)]
    [InlineData(SwitchKinds.OpenFlow)]
    public async Task Switches_ports_flows_groups_and_what_controllers_know_are_told_and_flows_changed(string kind)
    {
        SwitchKinds.Skip(kind);
        using var folder = new LabFolder();
        CliRun up = (await folder.WeirAsync("up", "--json", "--set", $"switch={kind}", folder.Write("told", """
            vars: { switch: ovs }
            nodes:
              s[1..2]: { kind: "${switch}", controller: tree, fail-mode: secure }
              s3: { kind: "${switch}", fail-mode: secure }
              h[1..2]: {}
              x1: {}
            links:
              - h1 -- s1 -- s2 -- h2
              - x1 -- s3
            controllers:
              tree: { app: spanning, probe-every: 200 ms }
            """))).ShouldExit(0);
        string id = JsonDocument.Parse(up.Out).RootElement.GetProperty("run").GetString()!;
        await using DashboardClient dashboard = await DashboardClient.StartAsync(Path.Combine(folder.Root, ".weir", "runs"));
        try
        {
            await SwitchScene.UntilAsync(async () => (await folder.WeirAsync("exec", "--run", id, "h1", "--", "ping", "-c", "1", "-W", "1", "h2")).ExitCode == 0, "the tree carries", seconds: 60);
            JsonElement controller = default;
            await SwitchScene.UntilAsync(async () =>
            {
                controller = (await dashboard.GetAsync($"/runs/{id}/controllers"))[0];
                return controller.GetProperty("hosts").GetArrayLength() >= 2;
            }, "the controller tells where the hosts are", seconds: 60);
            controller.GetProperty("app").GetString().ShouldBe("spanning");
            controller.GetProperty("connected").EnumerateArray().Select(one => one.GetProperty("node").GetString()).ShouldBe(["s1", "s2"]);
            JsonElement link = controller.GetProperty("links").EnumerateArray().ShouldHaveSingleItem();
            link.GetProperty("carries").GetBoolean().ShouldBeTrue();
            link.GetProperty("one").GetProperty("interface").GetString().ShouldBe("s1-eth1");
            link.GetProperty("other").GetProperty("interface").GetString().ShouldBe("s2-eth0");
            controller.GetProperty("hosts").EnumerateArray().Select(host => $"{(host.TryGetProperty("node", out JsonElement node) ? node.GetString() : "")} {host.GetProperty("at").GetProperty("interface").GetString()}").ShouldContain("h2 s2-eth1");
            controller.GetProperty("counters").GetProperty("flowMods").GetInt64().ShouldBeGreaterThan(0);

            JsonElement switches = await dashboard.GetAsync($"/runs/{id}/switches");
            switches.EnumerateArray().Select(one => one.GetProperty("name").GetString()).ShouldBe(["s1", "s2", "s3"]);
            JsonElement first = switches[0];
            first.GetProperty("kind").GetString().ShouldBe(kind);
            first.GetProperty("number").GetString().ShouldBe("0000000000000001");
            JsonElement port = first.GetProperty("ports").EnumerateArray().First();
            (port.GetProperty("number").GetInt32(), port.GetProperty("interface").GetString(), port.GetProperty("peer").GetString(), port.GetProperty("up").GetBoolean()).ShouldBe((1, "s1-eth0", "h1-eth0", true));
            port.GetProperty("receivedPackets").GetInt64().ShouldBeGreaterThan(0);

            await ChangeAsync(folder, dashboard, id);
            JsonElement said = JsonDocument.Parse((await folder.WeirAsync("switches", "--run", id, "--json")).ShouldExit(0).Out).RootElement;
            said.GetProperty("controllers")[0].GetProperty("knows").GetProperty("links").GetArrayLength().ShouldBe(1);
            string text = (await folder.WeirAsync("switches", "--run", id)).ShouldExit(0).Out;
            text.ShouldContain("s1-eth1");
            text.ShouldContain("h2-eth0");
            (await folder.WeirAsync("flow", "ports", "--run", id, "s3")).ShouldExit(0).Out.ShouldContain("packets in");
        }
        finally
        {
            (await folder.WeirAsync("down", id)).ShouldExit(0);
        }

        JsonElement over = await dashboard.GetAsync($"/runs/{id}/switches");
        over[0].GetProperty("ports")[0].TryGetProperty("receivedPackets", out _).ShouldBeFalse("nobody counts any more");
        (await dashboard.GetAsync($"/runs/{id}/controllers"))[0].GetProperty("links").GetArrayLength().ShouldBe(1, "what it knew in the end is kept");
        (await dashboard.FaultAsync($"/runs/{id}/switches/s1/flows")).Status.ShouldBe(409);
    }

    // The third switch has no controller: its flows are those that are asked for here.
    private static async Task ChangeAsync(LabFolder folder, DashboardClient dashboard, string id)
    {
        string place = $"/runs/{id}/switches/s3";
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        IAsyncEnumerator<(string Name, long? Id, JsonElement Data)> stream = dashboard.StreamAsync($"{place}/stream", patience.Token).GetAsyncEnumerator(patience.Token);
        ValueTask<bool> next = stream.MoveNextAsync();
        (await dashboard.PostAsync($"{place}/flows", new { action = "add", flows = new[] { "priority=7,in_port=1,tcp,tp_dst=80,actions=drop" } })).GetProperty("count").GetInt32().ShouldBe(1);
        JsonElement flow = (await dashboard.GetAsync($"{place}/flows?match=tcp")).EnumerateArray().ShouldHaveSingleItem();
        (flow.GetProperty("priority").GetInt32(), flow.GetProperty("match").GetString(), flow.GetProperty("actions").GetString()).ShouldBe((7, "tcp,in_port=1,tp_dst=80", "drop"));
        (await next).ShouldBeTrue();
        (stream.Current.Name, stream.Current.Data.GetProperty("change").GetString()).ShouldBe(("flow", "added"));
        stream.Current.Data.GetProperty("flow").GetProperty("match").GetString().ShouldBe("tcp,in_port=1,tp_dst=80");
        (await dashboard.PostAsync($"{place}/flows", new { action = "del", flows = new[] { "tcp" } })).GetProperty("action").GetString().ShouldBe("del");
        (await stream.MoveNextAsync()).ShouldBeTrue();
        stream.Current.Data.GetProperty("change").GetString().ShouldBe("removed");
        await patience.CancelAsync();
        (await folder.WeirAsync("events", "--run", id)).ShouldExit(0).Out.ShouldContain("flows of s3: del tcp");
        (await dashboard.FaultAsync($"{place}/flows", new { action = "add", flows = new[] { "in_prt=1,actions=drop" } })).Title.ShouldContain("in_prt");
        (await dashboard.FaultAsync($"{place}/flows", new { action = "burn", flows = new[] { "tcp" } })).Status.ShouldBe(400);
        (await dashboard.FaultAsync($"/runs/{id}/switches/h1/flows")).Status.ShouldBe(404);
        (await dashboard.GetAsync($"{place}/groups")).GetArrayLength().ShouldBe(0);
    }
}
