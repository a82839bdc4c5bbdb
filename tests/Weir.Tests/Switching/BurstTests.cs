using System.Buffers.Binary;
using Weir.Platform;
using Weir.Switching;
using Weir.Tests.Control;
using Weir.Wire.Frames;

namespace Weir.Tests.Switching;

/// <summary>Many new flows at once: each packet arrives, or is counted where it ended.</summary>
public sealed class BurstTests
{
    private const int HeaderLength = 10, Length = 60, PortsAt = 34, FirstPort = 1024;

    [Theory]
    [InlineData(1_000, false)]
    [InlineData(1_000, true)]
    [InlineData(12_000, false)]
    public async Task Of_new_flows_at_once_none_is_lost_that_is_not_counted(int flows, bool controlled)
    {
        await using SwitchScene scene = await SwitchScene.StartAsync(2, standalone: !controlled, controller: controlled ? "unix:FOLDER/controller" : null);
        await using RunningController? controller = controlled ? new RunningController("l2-learning", $"unix:{scene.Folder}/controller") : null;
        await SwitchScene.UntilAsync(() => scene.PingsAsync(1, 2), "the hosts reach each other");
        await SwitchScene.UntilAsync(() => Task.FromResult(scene.Balance is { Missing: 0, Waiting: 0 }), "what hosts say at their begin is counted");
        int from = SwitchScene.HostIndex(scene.Host(1)), to = SwitchScene.HostIndex(scene.Host(2));
        using FrameOutput output = scene.Host(1).Run(FrameOutput.Open);
        using PacketRing ring = scene.Host(2).Run(() => PacketRing.Open(to, 32 << 20, TimeSpan.FromMilliseconds(5), null));
        SwitchBalance before = scene.Balance;
        long lostBefore = Lost(scene, before);
        byte[] frame = Frame();
        for (int i = 0; i < flows; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(HeaderLength + PortsAt), (ushort)(FirstPort + i));
            output.TrySend(from, frame).ShouldBeTrue();
        }

        // What is under way arrives, or is counted by then.
        int arrived = 0;
        long lost = 0;
        await SwitchScene.UntilAsync(() =>
        {
            ring.Drain((in RingFrame one) => arrived += !one.IsOutgoing && one.Bytes.Length == Length && one.Bytes[23] == 17 && BinaryPrimitives.ReadUInt16BigEndian(one.Bytes[(PortsAt + 2)..]) == 9 ? 1 : 0);
            SwitchBalance now = scene.Balance;
            lost = Lost(scene, now) - lostBefore;
            return Task.FromResult(arrived + lost >= flows && now is { Missing: 0, Waiting: 0 });
        }, "every packet is accounted for");
        (arrived + lost).ShouldBe(flows, $"{arrived} arrived, {lost} counted as lost");
        if (!controlled && flows <= DataPath.QueueLength) { scene.Balance.Overflown.ShouldBe(before.Overflown, "the queue has room for them all"); }
    }

    // At the switch, and at the links to and from it, whose queues are the kernel's.
    private static long Lost(SwitchScene scene, SwitchBalance balance)
    {
        (_, _, long notSent, long notDone, long notTold) = scene.Switch.Counts;
        return balance.Overflown + balance.Failed + notSent + notDone + notTold + Dropped(scene.Host(1), SwitchScene.HostIndex(scene.Host(1))) + Dropped(scene.Core, SwitchScene.Index(2));
    }

    private static long Dropped(NetworkNamespace space, int index) => (long)(space.Routes.Links().First(link => link.Index == index).Statistics?.SendDropped ?? 0);

    // A datagram for a port at which hosts throw away.
    private static byte[] Frame()
    {
        byte[] frame = new byte[HeaderLength + Length];
        SwitchScene.Mac(2).CopyTo(frame.AsSpan(HeaderLength));
        SwitchScene.Mac(1).CopyTo(frame.AsSpan(HeaderLength + 6));
        Convert.FromHexString("08004500002e00010000401100000a4d00010a4d0002").CopyTo(frame, HeaderLength + 12);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(HeaderLength + 24), InternetChecksum.Compute(frame.AsSpan(HeaderLength + 14, 20)));
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(HeaderLength + PortsAt + 2), 9);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(HeaderLength + 38), 26);
        return frame;
    }
}
