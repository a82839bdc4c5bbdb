using Weir.Tests.Cli;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Control;

/// <summary>Our controller over the real Open vSwitch, and our <c>weir flow</c> against it.</summary>
public sealed class OvsTests
{
    [Fact]
    public async Task The_flows_of_l2_learning_are_poxs_and_go_after_ten_idle_and_thirty_hard_seconds()
    {
        await using OvsInstance ovs = await OvsInstance.StartAsync(4);
        await using RunningController controller = new("l2-learning", $"unix:{ovs.PathOf("c")}");
        await ConnectAsync(ovs, controller, "0000000000000001 connected from a Unix socket: OpenFlow 1.0, 4 ports");
        // The switch's own clock stands and is set forward, so that seconds are exact.
        (await ovs.AppctlAsync("time/stop")).ShouldExit(0);
        await ovs.ReceiveAsync(1, from: 1, to: 2);
        await SentAsync(ovs, 1, 2, 3, 4);
        await ovs.ReceiveAsync(2, from: 2, to: 1);
        await OvsInstance.UntilAsync(async () => (await ovs.FlowsAsync()).Length == 1, "a flow was installed");
        string flow = (await ovs.FlowsAsync()).Single();
        foreach (string part in (string[])["idle_timeout=10", "hard_timeout=30", "priority=65535", "icmp,in_port=2", "dl_src=02:00:00:00:00:02,dl_dst=02:00:00:00:00:01", "nw_src=10.0.0.1,nw_dst=10.0.0.2", "icmp_type=8,icmp_code=0", "actions=output:1"]) { flow.ShouldContain(part); }
        await OvsInstance.UntilAsync(async () => await ovs.SentAsync(1) == 1, "the packet that made the flow left by port 1");
        (await ovs.SentAsync(3)).ShouldBe(1, "and by no other");

        await WarpAsync(ovs, 9);
        (await ovs.FlowsAsync()).Length.ShouldBe(1, "nine idle seconds");
        await WarpAsync(ovs, 2);
        await OvsInstance.UntilAsync(async () => (await ovs.FlowsAsync()).Length == 0, "eleven idle seconds ended it");
        await ovs.ReceiveAsync(2, from: 2, to: 1);
        await OvsInstance.UntilAsync(async () => (await ovs.FlowsAsync()).Length == 1, "the flow came again");
        for (int second = 0; second < 28; second += 4)
        {
            await WarpAsync(ovs, 4);
            await ovs.ReceiveAsync(2, from: 2, to: 1);
        }

        (await ovs.FlowsAsync()).Single().ShouldContain("n_packets=", customMessage: "28 busy seconds");
        long asked = controller.Controller.Counters[Weir.Control.ControllerCounter.PacketIns];
        asked.ShouldBe(3);
        await WarpAsync(ovs, 3);
        await OvsInstance.UntilAsync(async () => (await ovs.FlowsAsync()).Length == 0, "31 busy seconds ended it");
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.3")]
    public async Task Flows_are_added_shown_changed_and_deleted_as_ovs_ofctl_sees_them(string version)
    {
        await using OvsInstance ovs = await OvsInstance.StartAsync(4);
        string ofctl = version == "1.0" ? "-O OpenFlow10" : "-O OpenFlow13";
        (await CliRun.RunAsync("flow", "add", ovs.Switch, "in_port=4,actions=output:1", "priority=7,tcp,nw_dst=10.0.0.0/8,tp_dst=80,idle_timeout=60,actions=mod_nw_dst:10.0.0.9,normal", "--openflow", version)).ShouldExit(0);
        string[] theirs = await ovs.FlowsAsync(ofctl);
        theirs.Length.ShouldBe(2);
        string[] ours = Lines(await CliRun.RunAsync("flow", "dump", ovs.Switch, "--openflow", version));
        ours.Select(WithoutTime).Order(StringComparer.Ordinal).ShouldBe(theirs.Select(WithoutTime).Order(StringComparer.Ordinal));
        Lines(await CliRun.RunAsync("flow", "dump", ovs.Switch, "tcp", "--openflow", version)).ShouldHaveSingleItem().ShouldContain("tp_dst=80");
        (await CliRun.RunAsync("flow", "mod", ovs.Switch, "in_port=4,actions=drop", "--openflow", version)).ShouldExit(0);
        (await ovs.FlowsAsync(ofctl)).Single(flow => flow.Contains("in_port=4", StringComparison.Ordinal)).ShouldEndWith("actions=drop");
        (await CliRun.RunAsync("flow", "del", ovs.Switch, "in_port=4", "--openflow", version)).ShouldExit(0);
        (await ovs.FlowsAsync(ofctl)).Length.ShouldBe(1);
        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse((await CliRun.RunAsync("flow", "dump", ovs.Switch, "--json", "--openflow", version)).ShouldExit(0).Out);
        json.RootElement[0].GetProperty("priority").GetInt32().ShouldBe(7);
        (await CliRun.RunAsync("flow", "del", ovs.Switch, "--openflow", version)).ShouldExit(0);
        (await ovs.FlowsAsync(ofctl)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_switch_refuses_is_told()
    {
        await using OvsInstance ovs = await OvsInstance.StartAsync(2);
        CliRun refused = (await CliRun.RunAsync("flow", "add", ovs.Switch, "actions=group:7")).ShouldExit(1);
        refused.Error.ShouldContain("bad action");
        (await CliRun.RunAsync("flow", "add", ovs.Switch, "ipv6,ipv6_src=::1,actions=drop", "--openflow", "1.0")).ShouldExit(2).Error.ShouldContain("OpenFlow 1.0 cannot match");
        (await CliRun.RunAsync("flow", "dump", "unix:/nowhere")).ShouldExit(3).Error.ShouldContain("nobody answers there");
    }

    [Fact]
    public async Task The_static_flow_of_the_seed_lets_port_4_reach_port_1_only()
    {
        await using OvsInstance ovs = await OvsInstance.StartAsync(4);
        (await CliRun.RunAsync("flow", "add", ovs.Switch, "in_port=4,actions=output:1")).ShouldExit(0);
        await ovs.ReceiveAsync(4, from: 4, to: 2);
        await ovs.ReceiveAsync(4, from: 4, to: 0xff);
        await OvsInstance.UntilAsync(async () => await ovs.SentAsync(1) == 2, "both left by port 1");
        (await ovs.SentAsync(2), await ovs.SentAsync(3)).ShouldBe((0L, 0L));
    }

    [Theory]
    [InlineData("l2-learning")]
    [InlineData("hub")]
    public async Task Every_host_reaches_every_other(string app)
    {
        await using OvsInstance ovs = await OvsInstance.StartAsync(4);
        await using RunningController controller = new(app, $"unix:{ovs.PathOf("c")}");
        await ConnectAsync(ovs, controller, "connected");
        long[] before = await AllSentAsync(ovs);
        for (int from = 1; from <= 4; from++)
        {
            for (int to = 1; to <= 4; to++)
            {
                if (from != to) { await ovs.ReceiveAsync(from, from, to); }
            }
        }

        // Three packets are for each port; what was flooded comes on top.
        await OvsInstance.UntilAsync(async () => (await AllSentAsync(ovs)).Zip(before).All(port => port.First - port.Second >= 3), $"{app}: every port got its packets");
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.3")]
    public async Task Along_a_tree_hosts_are_learned_too(string version)
    {
        await using OvsInstance ovs = await OvsInstance.StartAsync(3, version == "1.0" ? "fail_mode=secure protocols=OpenFlow10" : "fail_mode=secure protocols=OpenFlow13");
        await using RunningController controller = new("spanning", $"unix:{ovs.PathOf("c")}");
        await ConnectAsync(ovs, controller, $"OpenFlow {version}");
        // A port may lead to another switch until some probes found none.
        await Task.Delay(TimeSpan.FromSeconds(3));
        await ovs.ReceiveAsync(1, from: 1, to: 2);
        await ovs.ReceiveAsync(2, from: 2, to: 1);
        string ofctl = version == "1.0" ? "-O OpenFlow10" : "-O OpenFlow13";
        await OvsInstance.UntilAsync(async () => (await ovs.FlowsAsync(ofctl)).Any(flow => flow.Contains("in_port=2", StringComparison.Ordinal) && flow.EndsWith("actions=output:1", StringComparison.Ordinal)), "a flow to port 1");
    }

    [Fact]
    public async Task A_controller_that_comes_back_is_found_again()
    {
        await using OvsInstance ovs = await OvsInstance.StartAsync(2);
        await using (RunningController first = new("hub", $"unix:{ovs.PathOf("c")}")) { await ConnectAsync(ovs, first, "connected"); }
        await using RunningController second = new("hub", $"unix:{ovs.PathOf("c")}");
        await second.SaysAsync("connected");
    }

    private static async Task ConnectAsync(OvsInstance ovs, RunningController controller, string said)
    {
        (await ovs.VsctlAsync($"set-controller s1 unix:{ovs.PathOf("c")} -- set controller s1 max_backoff=1000")).ShouldExit(0);
        await controller.SaysAsync(said);
    }

    private static async Task WarpAsync(OvsInstance ovs, int seconds)
    {
        (await ovs.AppctlAsync($"time/warp {seconds * 1000} 500")).ShouldExit(0);
        (await ovs.AppctlAsync("revalidator/wait")).ShouldExit(0);
    }

    private static async Task SentAsync(OvsInstance ovs, int from, params int[] ports)
    {
        foreach (int port in ports) { await OvsInstance.UntilAsync(async () => await ovs.SentAsync(port) == 1, $"a packet of port {from} left by port {port}"); }
    }

    private static async Task<long[]> AllSentAsync(OvsInstance ovs)
    {
        long[] sent = new long[4];
        for (int port = 1; port <= 4; port++) { sent[port - 1] = await ovs.SentAsync(port); }
        return sent;
    }

    private static string[] Lines(CliRun run) => run.ShouldExit(0).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string WithoutTime(string flow) => System.Text.RegularExpressions.Regex.Replace(flow.Trim(), "duration=[0-9.]+s, |idle_age=[0-9]+, ", "");
}
