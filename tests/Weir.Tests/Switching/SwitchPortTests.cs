using Weir.Platform;
using Weir.Switching;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Switching;

/// <summary>Ports with a use of their own, and the count of what came in at all of them.</summary>
public sealed class SwitchPortTests
{
    // Nobody empties the ring while hosts ping, and each time that passes takes a block.
    private static readonly TimeSpan s_blockTime = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task What_came_in_is_what_the_kernel_did_and_what_it_handed_up_and_what_captures_saw()
    {
        await using SwitchScene scene = await SwitchScene.StartAsync(3, standalone: true);
        using PacketRing ring = scene.Core.Run(() => PacketRing.Open([SwitchScene.Index(1), SwitchScene.Index(2), SwitchScene.Index(3)], 8 << 20, s_blockTime, null));
        await SwitchScene.UntilAsync(() => Task.FromResult(IsQuiet(scene.Balance)), "what hosts say at their begin is counted");
        (long begin, int seen) = (scene.Balance.Received, 0);
        ring.Drain((in RingFrame _) => { });
        for (int from = 1; from <= 3; from++) { (await scene.PingsAsync(from, (from % 3) + 1, count: 40)).ShouldBeTrue(); }
        await SwitchScene.UntilAsync(() =>
        {
            ring.Drain((in RingFrame frame) => seen += frame.IsOutgoing ? 0 : 1);
            SwitchBalance balance = scene.Balance;
            return Task.FromResult(IsQuiet(balance) && balance.Received - begin == seen);
        }, "the interfaces, the switch and the capture say the same");
        SwitchBalance end = scene.Balance;
        seen.ShouldBeGreaterThanOrEqualTo(240);
        end.Kernel.ShouldBeGreaterThan(100);
        (end.Failed, end.Overflown).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_mirror_sees_what_comes_in_at_the_other_ports_and_nobody_hears_it()
    {
        await using SwitchScene scene = await SwitchScene.StartAsync(3, standalone: true, mirror: 3);
        int index = scene.Host(3).Routes.Links().First(link => link.Name == "eth0").Index, requests = 0, answers = 0;
        using PacketRing ring = scene.Host(3).Run(() => PacketRing.Open(index, 8 << 20, s_blockTime, null));
        (await scene.PingsAsync(1, 2, count: 50)).ShouldBeTrue();
        await SwitchScene.UntilAsync(() =>
        {
            ring.Drain((in RingFrame frame) =>
            {
                if (frame.Bytes.Length < 42 || frame.Bytes[12] != 8 || frame.Bytes[13] != 0 || frame.Bytes[23] != 1) { return; }
                (requests, answers) = (requests + (frame.Bytes[34] == 8 ? 1 : 0), answers + (frame.Bytes[34] == 0 ? 1 : 0));
            });
            return Task.FromResult(requests >= 50 && answers >= 50);
        }, "the mirror saw every echo");
        (requests, answers).ShouldBe((50, 50));
        scene.Balance.Kernel.ShouldBeGreaterThan(50);
        (await scene.PingsAsync(3, 1)).ShouldBeFalse();
    }

    [Fact]
    public async Task The_switchs_own_port_is_called_LOCAL()
    {
        await using SwitchScene scene = await SwitchScene.StartAsync(3, local: 2);
        (await scene.ControlAsync("show")).ShouldContain("LOCAL(p2)");
        await scene.ControlAsync("add-flow in_port=1,actions=LOCAL");
        await scene.ControlAsync("add-flow in_port=LOCAL,actions=output:1");
        await scene.ControlAsync("add-flow in_port=3,actions=flood");
        (await scene.PingsAsync(1, 2, count: 3)).ShouldBeTrue();
        (await scene.PingsAsync(1, 3)).ShouldBeFalse();
        string flows = await scene.ControlAsync("dump-flows");
        flows.ShouldContain("in_port=LOCAL");
        flows.ShouldContain("actions=LOCAL");
    }

    private static bool IsQuiet(SwitchBalance balance) => balance is { Missing: 0, Waiting: 0 };
}
