using Weir.Tests.Fixtures;

namespace Weir.Tests.Switching;

/// <summary>Open vSwitch's own tool rules our switch.</summary>
public sealed class OfctlTests
{
    [Fact]
    public async Task It_shows_the_switch_and_its_ports()
    {
        await using SwitchScene scene = await SwitchScene.StartAsync(2);
        string shown = await scene.ControlAsync("show");
        shown.ShouldContain("dpid:0000000000000001");
        shown.ShouldContain("1(p1): addr:02:aa:00:00:00:01");
        shown.ShouldContain("2(p2): addr:02:aa:00:00:00:02");
        string shown13 = await scene.ControlAsync("show", "OpenFlow13");
        shown13.ShouldContain("n_tables:16");
        shown13.ShouldContain("2(p2): addr:02:aa:00:00:00:02");
    }

    [Fact]
    public async Task Its_entries_rule_what_passes_and_count_every_packet()
    {
        await using SwitchScene scene = await SwitchScene.StartAsync(2);
        await scene.ControlAsync("add-flow in_port=1,actions=output:2");
        await scene.ControlAsync("add-flow in_port=2,actions=output:1");
        (await scene.PingsAsync(1, 2, count: 20)).ShouldBeTrue();
        string flows = await scene.ControlAsync("dump-flows in_port=1");
        int packets = Number(flows, "n_packets=");
        packets.ShouldBeInRange(20, 60);
        (await scene.PingsAsync(1, 2, count: 10)).ShouldBeTrue();
        Number(await scene.ControlAsync("dump-flows in_port=1"), "n_packets=").ShouldBeInRange(packets + 10, packets + 20);
        string ports = await scene.ControlAsync("dump-ports 1");
        Number(ports, "rx pkts=").ShouldBeGreaterThanOrEqualTo(packets);
        await scene.ControlAsync("del-flows in_port=2");
        (await scene.PingsAsync(1, 2)).ShouldBeFalse();
        (await scene.ControlAsync("dump-flows")).ShouldNotContain("in_port=2");
        await scene.ControlAsync("del-flows");
        (await scene.ControlAsync("dump-aggregate")).ShouldContain("flow_count=0");
    }

    [Fact]
    public async Task Greater_priorities_win_also_over_what_the_kernel_knows_already()
    {
        await using SwitchScene scene = await SwitchScene.StartAsync(2, version: "1.0");
        await scene.ControlAsync("add-flow priority=10,actions=flood");
        (await scene.PingsAsync(1, 2, count: 3)).ShouldBeTrue();
        scene.Switch.CachedKeys.ShouldBeGreaterThan(0);
        await scene.ControlAsync("add-flow priority=20,icmp,actions=drop");
        (await scene.PingsAsync(1, 2)).ShouldBeFalse();
        await scene.ControlAsync("del-flows icmp");
        (await scene.PingsAsync(1, 2)).ShouldBeTrue();
    }

    [Fact]
    public async Task The_entries_of_the_seed_let_the_packets_of_the_fourth_host_reach_the_first_only()
    {
        await using SwitchScene scene = await SwitchScene.StartAsync(4);
        await scene.ControlAsync("add-flow priority=1,actions=flood");
        await scene.ControlAsync("add-flow in_port=4,actions=output:1");
        (await scene.PingsAsync(4, 1)).ShouldBeTrue();
        (await scene.PingsAsync(4, 2)).ShouldBeFalse();
        (await scene.PingsAsync(2, 3)).ShouldBeTrue();
        (await scene.PingsAsync(1, 4)).ShouldBeTrue();
        (await scene.PingsAsync(3, 4)).ShouldBeFalse();
    }

    [Fact]
    public async Task Addresses_and_ports_are_changed_on_the_way_with_their_checksums()
    {
        await using SwitchScene scene = await SwitchScene.StartAsync(2);
        await SwitchScene.NeedAsync("python3", "python3");

        // h1 speaks with 10.77.0.9 port 80, which is h2 port 8080; h2 believes that it is 10.77.0.8.
        await scene.OnAsync(1, "ip neigh add 10.77.0.9 lladdr 02:00:00:00:00:99 dev eth0");
        await scene.OnAsync(2, "ip neigh add 10.77.0.8 lladdr 02:00:00:00:00:88 dev eth0");
        await scene.ControlAsync("add-flow in_port=1,tcp,nw_dst=10.77.0.9,tp_dst=80,actions=mod_dl_dst:02:00:00:00:00:02,mod_nw_src:10.77.0.8,mod_nw_dst:10.77.0.2,mod_tp_dst:8080,mod_nw_tos:32,output:2");
        await scene.ControlAsync("add-flow in_port=2,tcp,nw_dst=10.77.0.8,actions=mod_dl_dst:02:00:00:00:00:01,mod_nw_src:10.77.0.9,mod_nw_dst:10.77.0.1,mod_tp_src:80,output:1");
        await File.WriteAllTextAsync(Path.Combine(scene.Folder, "server.py"), "import socket; s=socket.socket(); s.bind((\"10.77.0.2\",8080)); s.listen(); c,a=s.accept(); c.sendall((a[0]+\" \").encode()+bytes(300000)); c.close()");
        await File.WriteAllTextAsync(Path.Combine(scene.Folder, "client.py"), "import socket,time\nfor i in range(100):\n  try:\n    s=socket.create_connection((\"10.77.0.9\",80),2); break\n  except OSError: time.sleep(0.05)\nd=b\"\"\nwhile True:\n  x=s.recv(65536)\n  if not x: break\n  d+=x\nprint(len(d), d[:9].decode())");
        Task<Shell> server = scene.OnAsync(2, "timeout 30 python3 server.py");
        Shell client = await scene.OnAsync(1, "timeout 30 python3 client.py");
        client.ShouldExit(0).Out.Trim().ShouldBe("300010 10.77.0.8");
        (await server).ShouldExit(0);
        scene.Switch.CachedKeys.ShouldBeGreaterThanOrEqualTo(2);
        scene.Switch.Counts.NotDone.ShouldBe(0);
    }

    [Fact]
    public async Task Tags_are_put_on_and_taken_off()
    {
        await using SwitchScene scene = await SwitchScene.StartAsync(2);
        await SwitchScene.NeedAsync("tcpdump", "tcpdump");
        await scene.ControlAsync("add-flow in_port=1,actions=mod_vlan_vid:7,output:2");
        await scene.ControlAsync("add-flow in_port=2,actions=output:1");
        Task<Shell> seen = scene.OnAsync(2, "timeout 10 tcpdump -n -e -i eth0 -c 4 arp");
        await Task.Delay(500);
        await scene.OnAsync(1, "ping -n -c 5 -i 0.2 -W 1 10.77.0.2");
        (await seen).Out.ShouldContain("vlan 7");
    }

    [Fact]
    public async Task Tables_groups_and_tags_of_OpenFlow_1_3()
    {
        await using SwitchScene scene = await SwitchScene.StartAsync(3, version: "1.3");
        const string V = "OpenFlow13";
        await scene.ControlAsync("add-group group_id=5,type=all,bucket=output:2,bucket=output:3", V);
        await scene.ControlAsync("add-flow table=0,priority=5,actions=goto_table:1", V);
        await scene.ControlAsync("add-flow table=1,priority=5,in_port=1,actions=group:5", V);
        await scene.ControlAsync("add-flow table=1,priority=5,in_port=2,actions=output:1", V);
        await scene.ControlAsync("add-flow table=1,priority=5,in_port=3,actions=output:1", V);
        (await scene.PingsAsync(1, 2, count: 3)).ShouldBeTrue();
        (await scene.PingsAsync(1, 3, count: 3)).ShouldBeTrue();
        (await scene.PingsAsync(2, 3)).ShouldBeFalse();
        Number(await scene.ControlAsync("dump-flows table=1,in_port=1", V), "n_packets=").ShouldBeGreaterThan(5);
        (await scene.ControlAsync("dump-groups", V)).ShouldContain("group_id=5,type=all");
        await scene.ControlAsync("del-groups group_id=5", V);
        (await scene.ControlAsync("dump-flows", V)).ShouldNotContain("group:5");
        (await scene.PingsAsync(1, 2)).ShouldBeFalse();
    }

    [Fact]
    public async Task Groups_and_their_buckets_count_what_went_through_them()
    {
        await using SwitchScene scene = await SwitchScene.StartAsync(3, version: "1.3");
        const string V = "OpenFlow13";
        await scene.ControlAsync("add-group group_id=1,type=all,bucket=output:2,bucket=output:3", V);
        await scene.ControlAsync("add-group group_id=2,type=ff,bucket=watch_port:3,output:1,bucket=watch_port:2,output:1", V);
        await scene.ControlAsync("add-group group_id=3,type=indirect,bucket=output:1", V);
        await scene.ControlAsync("add-flow in_port=1,actions=group:1", V);
        await scene.ControlAsync("add-flow in_port=2,actions=group:2", V);
        await scene.ControlAsync("add-flow in_port=3,actions=group:3", V);
        (await scene.OnAsync(3, "ip link set eth0 down")).ShouldExit(0);
        // Both buckets answer the ping: that the port is down is seen within half a second.
        await SwitchScene.UntilAsync(async () => await scene.PingsAsync(1, 2) && Number(await scene.ControlAsync("dump-group-stats group_id=2", V), "bucket1:packet_count=") > 0, "the second bucket takes over");
        int before = Number(await scene.ControlAsync("dump-group-stats group_id=2", V), "bucket1:packet_count=");
        (await scene.PingsAsync(1, 2, count: 30)).ShouldBeTrue();
        string stats = await scene.ControlAsync("dump-group-stats", V);
        string all = stats.Split('\n').Single(line => line.Contains("group_id=1,", StringComparison.Ordinal)), failover = stats.Split('\n').Single(line => line.Contains("group_id=2,", StringComparison.Ordinal));
        int total = Number(all, ",packet_count=");
        total.ShouldBeGreaterThanOrEqualTo(30);
        Number(all, "bucket0:packet_count=").ShouldBe(total);
        Number(all, "bucket1:packet_count=").ShouldBe(total);
        (Number(failover, "bucket1:packet_count=") - before).ShouldBeGreaterThanOrEqualTo(30);
        Number(failover, "bucket0:packet_count=").ShouldBeLessThan(20);
        stats.ShouldContain("group_id=3,duration=");
    }

    [Fact]
    public async Task What_the_switch_cannot_do_is_refused_with_an_error()
    {
        await using SwitchScene scene = await SwitchScene.StartAsync(2);
        await SwitchScene.NeedAsync("ovs-ofctl", "openvswitch-common");
        Shell meter = await Shell.RunAsync($"ovs-ofctl -O OpenFlow13 add-flow {scene.Place} actions=meter:1,output:2", scene.Folder);
        (meter.Out + meter.Error).ShouldContain("OFPMMFC_INVALID_METER");
        Shell band = await Shell.RunAsync($"ovs-ofctl -O OpenFlow13 add-meter {scene.Place} meter=1,kbps,band=type=dscp_remark,prec_level=1,rate=1000", scene.Folder);
        (band.Out + band.Error).ShouldContain("OFPMMFC_BAD_BAND");
        Shell group = await Shell.RunAsync($"ovs-ofctl -O OpenFlow13 add-flow {scene.Place} actions=group:9", scene.Folder);
        (group.Out + group.Error).ShouldContain("OFPBAC_BAD_OUT_GROUP");
    }

    [Fact]
    public async Task An_entry_goes_after_its_time()
    {
        await using SwitchScene scene = await SwitchScene.StartAsync(2);
        await scene.ControlAsync("add-flow in_port=1,hard_timeout=2,actions=output:2");
        await scene.ControlAsync("add-flow in_port=2,idle_timeout=2,actions=output:1");
        (await scene.PingsAsync(1, 2)).ShouldBeTrue();
        (await scene.ControlAsync("dump-flows")).ShouldContain("in_port=1");
        await Task.Delay(1200);
        (await scene.OnAsync(2, "ping -n -c 2 -i 0.2 -W 1 10.77.0.1")).ShouldExit(0);
        await Task.Delay(1600);
        string flows = await scene.ControlAsync("dump-flows");
        flows.ShouldNotContain("in_port=1");
        flows.ShouldContain("in_port=2");
        await SwitchScene.UntilAsync(async () => !(await scene.ControlAsync("dump-flows")).Contains("in_port=2", StringComparison.Ordinal), "the idle entry is gone");
    }

    private static int Number(string text, string before)
    {
        int at = text.IndexOf(before, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0, text);
        return int.Parse(string.Concat(text[(at + before.Length)..].TrimStart().TakeWhile(char.IsAsciiDigit)), System.Globalization.CultureInfo.InvariantCulture);
    }
}
