using System.Globalization;
using System.Text.RegularExpressions;
using Weir.Platform;

namespace Weir.Tests.Switching;

/// <summary>Meters drop what comes too fast, in the kernel and here by one state, and count every packet.</summary>
public sealed partial class MeterTests
{
    private const string Frame = "020000000002020000000001" + "88b6" + "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000";
    private const int Sent = 400, Bytes = 64;

    [Theory]
    [InlineData("pktps,burst,stats,bands=type=drop,rate=1,burst_size=50", 50, 1.0)]
    [InlineData("kbps,burst,stats,bands=type=drop,rate=1,burst_size=20", 39, 1.96)]
    public async Task Of_a_burst_as_many_packets_pass_as_its_bucket_holds(string meter, int burst, double rate)
    {
        await using SwitchScene scene = await SwitchScene.StartAsync(2);
        const string V = "OpenFlow13";
        await scene.ControlAsync($"add-meter meter=7,{meter}", V);
        await scene.ControlAsync("add-flow in_port=1,dl_type=0x88b6,actions=meter:7,output:2", V);
        int from = SwitchScene.HostIndex(scene.Host(1)), to = SwitchScene.HostIndex(scene.Host(2));
        using FrameOutput output = scene.Host(1).Run(FrameOutput.Open);
        using PacketRing ring = scene.Host(2).Run(() => PacketRing.Open(to, 1 << 20, TimeSpan.FromMilliseconds(5), null));
        byte[] frame = Convert.FromHexString(new string('0', 20) + Frame);
        long begin = MachineClock.Instance.GetTimestamp();
        for (int i = 0; i < Sent; i++) { output.TrySend(from, frame).ShouldBeTrue(); }

        // Not all have come up to the switch yet when all are sent.
        (int In, int Dropped) count = default;
        await SwitchScene.UntilAsync(async () => (count = Count(await scene.ControlAsync("meter-stats meter=7", V))).In == Sent, "the meter saw every packet");
        double seconds = MachineClock.Instance.GetElapsedTime(begin).TotalSeconds;
        int passed = Sent - count.Dropped, arrived = 0;
        passed.ShouldBeInRange(burst, burst + 1 + (int)(rate * seconds), $"{seconds} s");
        SpinWait.SpinUntil(() => (arrived += Arrived(ring)) >= passed, TimeSpan.FromSeconds(30)).ShouldBeTrue($"{passed} passed, {arrived} arrived");
        arrived.ShouldBe(passed);
        scene.Switch.CachedKeys.ShouldBeGreaterThan(0);
        (await scene.ControlAsync("dump-meters", V)).ShouldContain("meter=7");
        (await scene.ControlAsync("meter-features", V)).ShouldContain("max_meter:255");

        await scene.ControlAsync("del-meter meter=7", V);
        (await scene.ControlAsync("dump-flows", V)).ShouldNotContain("meter:7");
    }

    private static int Arrived(PacketRing ring)
    {
        int count = 0;
        ring.Drain((in RingFrame frame) => count += frame.Bytes.Length == Bytes && !frame.IsOutgoing ? 1 : 0);
        return count;
    }

    private static (int In, int Dropped) Count(string stats)
    {
        Match seen = Counts().Match(stats);
        seen.Success.ShouldBeTrue(stats);
        return (int.Parse(seen.Groups[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(seen.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"packet_in_count:(\d+) .*bands:\s*0: packet_count:(\d+)", RegexOptions.Singleline)]
    private static partial Regex Counts();
}
