using Weir.Platform;

namespace Weir.Tests.Switching;

/// <summary>Tags are put on and taken off, one upon the other, by this process for the first packet and by the kernel for the next ones.</summary>
public sealed class TagTests
{
    private const string Addresses = "020000000002020000000001", Rest = "88b6cafe0000000000000000000000000000000000000000";

    [Fact]
    public async Task Two_tags_are_pushed_popped_and_changed_here_and_in_the_kernel()
    {
        await using SwitchScene scene = await SwitchScene.StartAsync(2);
        int from = SwitchScene.HostIndex(scene.Host(1)), to = SwitchScene.HostIndex(scene.Host(2));
        using FrameOutput output = scene.Host(1).Run(FrameOutput.Open);
        using PacketRing ring = scene.Host(2).Run(() => PacketRing.Open(to, 1 << 20, TimeSpan.FromMilliseconds(5), null));
        // What comes behind a tag that is taken off another table says: ovs-ofctl takes no more in one.
        (string Before, string Actions, string Then, string After)[] cases =
        [
            ("", "push_vlan:0x8100,set_field:4103->vlan_vid,push_vlan:0x88a8,set_field:4105->vlan_vid,output:2", "", "88a8000981000007"),
            ("81002007", "push_vlan:0x88a8,output:2", "", "88a8200781002007"),
            ("88a8000981000007", "pop_vlan,output:2", "", "81000007"),
            ("88a8000981006007", "pop_vlan,goto_table:1", "pop_vlan,output:2", ""),
            ("88a8000981000007", "set_field:4196->vlan_vid,output:2", "", "88a8006481000007"),
            ("8100000881000007", "pop_vlan,goto_table:1", "set_field:4200->vlan_vid,output:2", "81000068"),
            ("88a8000981000007", "pop_vlan,goto_table:1", "set_field:4104->vlan_vid,push_vlan:0x88a8,set_field:4106->vlan_vid,output:2", "88a8000a81000008"),
        ];
        foreach ((string before, string actions, string then, string after) in cases)
        {
            await scene.ControlAsync("del-flows", "OpenFlow13");
            if (then.Length > 0) { await scene.ControlAsync($"add-flow 'table=1,vlan_vid=0x1000/0x1000,actions={then}'", "OpenFlow13"); }
            await scene.ControlAsync($"add-flow 'in_port=1{(before.Length > 0 ? ",vlan_tci=0x1000/0x1000" : "")},dl_type=0x{(before.Length > 8 ? before[8..12] : "88b6")},actions={actions}'", "OpenFlow13");
            string wanted = (Addresses + after + Rest).ToUpperInvariant();
            for (int i = 0; i < 3; i++)
            {
                output.TrySend(from, Convert.FromHexString(new string('0', 20) + Addresses + before + Rest)).ShouldBeTrue();
                var seen = new List<string>();
                SpinWait.SpinUntil(() => Found(ring, wanted, seen), TimeSpan.FromSeconds(30)).ShouldBeTrue($"packet {i} with '{before}' under {actions} came out as: {string.Join(", ", seen)}");
            }

            int packets = scene.Switch.CachedKeys;
            packets.ShouldBeGreaterThan(0, $"the kernel does '{actions}'");
        }

        scene.Switch.Counts.NotDone.ShouldBe(0);
    }

    private static bool Found(PacketRing ring, string wanted, List<string> seen)
    {
        int before = seen.Count;
        ring.Drain((in RingFrame frame) => seen.Add(Convert.ToHexString(frame.Bytes)));
        return seen.Skip(before).Contains(wanted);
    }
}
