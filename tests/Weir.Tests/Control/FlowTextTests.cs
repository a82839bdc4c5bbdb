using Weir.Control;
using Weir.Tests.Fixtures;
using Weir.Wire.OpenFlow;

namespace Weir.Tests.Control;

/// <summary>The syntax of ovs-ofctl, both ways, and beside ovs-ofctl itself.</summary>
public sealed class FlowTextTests
{
    // Each as ovs-ofctl prints it, so that reading and printing give the same text.
    public static TheoryData<string, OpenFlowVersion> Flows => new()
    {
        { "in_port=4 actions=output:1", OpenFlowVersion.OpenFlow10 },
        { "actions=NORMAL", OpenFlowVersion.OpenFlow10 },
        { "priority=7,tcp,nw_dst=10.0.0.0/8,tp_dst=80 actions=drop", OpenFlowVersion.OpenFlow10 },
        { "arp,in_port=LOCAL,arp_spa=10.0.0.1,arp_op=1 actions=FLOOD,CONTROLLER:128", OpenFlowVersion.OpenFlow10 },
        { "dl_vlan=5,dl_vlan_pcp=3,dl_src=02:00:00:00:00:01 actions=strip_vlan,output:2", OpenFlowVersion.OpenFlow10 },
        { "udp,nw_tos=184,tp_dst=9 actions=mod_vlan_vid:7,mod_dl_dst:02:00:00:00:00:02,mod_nw_src:10.0.0.9,mod_tp_dst:5,ALL", OpenFlowVersion.OpenFlow10 },
        { "icmp,icmp_type=8,icmp_code=0 actions=output:1", OpenFlowVersion.OpenFlow10 },
        { "dl_type=0x88cc actions=enqueue:1:7,IN_PORT", OpenFlowVersion.OpenFlow10 },
        { "vlan_tci=0x0000/0x1fff actions=push_vlan:0x8100,set_field:4103->vlan_vid,output:1", OpenFlowVersion.OpenFlow13 },
        { "priority=1,dl_dst=01:00:00:00:00:00/01:00:00:00:00:00 actions=group:1", OpenFlowVersion.OpenFlow13 },
        { "udp6,ipv6_src=2001:db8::/32,tp_src=53 actions=set_field:2001:db8::1->ipv6_dst,dec_ttl,output:3", OpenFlowVersion.OpenFlow13 },
        { "icmp6,icmp_type=135,icmp_code=0,nd_target=fe80::1 actions=meter:1,set_queue:2,output:1,goto_table:3", OpenFlowVersion.OpenFlow13 },
        { "ip,metadata=0x5/0xff,nw_src=1.2.0.4/255.255.0.255 actions=clear_actions,write_actions(output:1,output:2),write_metadata:0x1/0xf", OpenFlowVersion.OpenFlow13 },
        { "mpls,mpls_label=77,mpls_bos=1 actions=pop_mpls:0x0800,set_field:02:00:00:00:00:01->eth_src,output:1", OpenFlowVersion.OpenFlow13 },
    };

    [Theory]
    [MemberData(nameof(Flows))]
    public void What_is_printed_is_read_and_what_is_read_is_printed(string text, OpenFlowVersion version)
    {
        FlowMod flow = FlowText.ParseFlow(text, FlowModCommand.Add);
        Print(flow, version).ShouldBe(text);
        OpenFlowMessage.TryRead(flow.Encode(version), out OpenFlowMessage? read, out _, out _).ShouldBeTrue();
        Print((FlowMod)read!, version).ShouldBe(text, "also after the wire");
    }

    [Theory]
    [MemberData(nameof(Flows))]
    public async Task Ovs_ofctl_reads_and_prints_the_same(string text, OpenFlowVersion version)
    {
        string folder = Path.GetTempPath();
        if ((await Shell.RunAsync("command -v ovs-ofctl", folder)).ExitCode != 0) { Assert.Skip("ovs-ofctl is not installed (Debian: openvswitch-common)"); }
        string input = text.StartsWith("actions", StringComparison.Ordinal) ? text : text.Replace(" actions=", ",actions=", StringComparison.Ordinal);
        Shell run = (await Shell.RunAsync($"ovs-ofctl {(version == OpenFlowVersion.OpenFlow13 ? "-O OpenFlow13" : "-O OpenFlow10")} parse-flow '{input}'", folder)).ShouldExit(0);
        string theirs = run.Out.Split('\n').First(line => line.Contains("ADD", StringComparison.Ordinal)).Split("ADD ", 2)[1].Trim();
        theirs.ShouldBe(text);
    }

    [Fact]
    public void All_other_keys_are_read()
    {
        FlowMod flow = FlowText.ParseFlow("table=2, priority=5,idle_timeout=10,hard_timeout=30,cookie=0x2b/0xff,send_flow_rem,check_overlap,ip,actions=1,flood", FlowModCommand.Add);
        (flow.Table, flow.Priority, flow.IdleTimeout, flow.HardTimeout, flow.Cookie, flow.CookieMask, flow.Flags).ShouldBe(((byte)2, (ushort)5, (ushort)10, (ushort)30, 0x2bul, 0xfful, (ushort)3));
        FlowInstruction.Applied(flow.Instructions).ShouldBe([new OutputAction(1), new OutputAction(OpenFlowPorts.Flood)]);
        FlowMod deletion = FlowText.ParseFlow("out_port=3,tcp", FlowModCommand.Delete);
        (deletion.OutPort, deletion.Table).ShouldBe((3u, FlowMod.AllTables));
        FlowText.ParseFlow("", FlowModCommand.Delete).Match.ShouldBe(FlowMatch.All);
    }

    [Theory]
    [InlineData("in_port=4", "say what to do")]
    [InlineData("inport=4,actions=drop", "did you mean in_port?")]
    [InlineData("tcq,actions=drop", "did you mean tcp?")]
    [InlineData("tp_dst=80,actions=drop", "needs tcp, udp or sctp")]
    [InlineData("nw_src=10.0.0.1,actions=drop", "needs ip")]
    [InlineData("ip,nw_src=10.0.0,actions=drop", "an IPv4 address")]
    [InlineData("ip,nw_src=10.0.0.0/33,actions=drop", "at most 32 bits")]
    [InlineData("priority=70000,actions=drop", "from 0 to 65535")]
    [InlineData("in_port=1,in_port=2,actions=drop", "given twice")]
    [InlineData("actions=outputt:1", "did you mean output?")]
    [InlineData("actions=drop,output:1", "stands alone")]
    [InlineData("actions=write_actions(output:1", "brackets")]
    [InlineData("actions=set_field:1", "set_field:VALUE->FIELD")]
    [InlineData("dl_src=02:00,actions=drop", "a hardware address")]
    public void Mistakes_say_what_would_be_right(string text, string part) => Should.Throw<WeirException>(() => FlowText.ParseFlow(text, FlowModCommand.Add)).Message.ShouldContain(part);

    [Fact]
    public void A_mistake_in_a_file_has_its_line()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "# flows\n\nin_port=4,actions=output:1 # the source\nin_port=x,actions=drop\n");
            Should.Throw<WeirException>(() => FlowTextFile.Read(file)).Message.ShouldStartWith($"{file}:4: in_port=x");
            File.WriteAllText(file, "in_port=4,actions=output:1\npriority=0,actions=normal\n");
            FlowTextFile.Read(file).Count.ShouldBe(2);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Print(FlowMod flow, OpenFlowVersion version)
    {
        string match = FlowText.Format(flow.Match, flow.Priority, version);
        return $"{match}{(match.Length > 0 ? " " : "")}actions={FlowText.Format(flow.Instructions, version)}";
    }
}
