using Weir.Capture;
using Weir.Platform;
using Weir.Tests.Platform;
using Weir.Wire.Netlink;

namespace Weir.Tests.Capture;

/// <summary>Frames of the real kernel, in turns.</summary>
public sealed class LiveFramesTests
{
    private const int Sent = 3000;

    [Fact]
    public void What_waits_is_handed_over_in_turns_until_the_round_is_over_each_frame_once()
    {
        using NetworkNamespace space = RootOnly.Namespaces(1)[0];
        var batch = new RouteBatch();
        batch.CreateLink(new LinkRequest { Kind = "veth", Name = "a", Index = 10, Peer = new LinkRequest { Name = "b", Index = 11 } });
        batch.ChangeLink(new LinkRequest { Index = 10, Up = true });
        batch.ChangeLink(new LinkRequest { Index = 11, Up = true });
        space.Routes.Send(batch);
        // 4.5 MB are more than one turn hands over, and less than the ring holds.
        using LiveFrames frames = LiveFrames.Open([new LivePoint(space, 11, "b")], new LiveCaptureOptions { Ring = new DataSize(16 << 20), Filter = "ether proto 0x88b5" });
        frames.IsRoundOver.ShouldBeTrue("nothing has begun");
        using FrameOutput output = space.Run(FrameOutput.Open);
        byte[] frame = new byte[FrameOutput.HeaderLength + 1500];
        (frame[FrameOutput.HeaderLength], frame[FrameOutput.HeaderLength + 12], frame[FrameOutput.HeaderLength + 13]) = (2, 0x88, 0xb5);
        for (int i = 0; i < Sent; i++) { output.TrySend(10, frame).ShouldBeTrue(); }
        Thread.Sleep(100); // The last block is handed over when its time has passed.
        var numbers = new List<long>();
        int turns = 0;
        do
        {
            frames.Drain((in Frame frame) => numbers.Add(frame.Number)).ShouldBeInRange(1, Sent / 2);
            turns++;
        }
        while (!frames.IsRoundOver);
        turns.ShouldBeInRange(4, 16);
        numbers.ShouldBe(Enumerable.Range(1, Sent).Select(one => (long)one));
        frames.ReadStatistics();
        (frames.Received, frames.Dropped).ShouldBe((Sent, 0));
        frames.Drain((in Frame _) => { }).ShouldBe(0);
        frames.IsRoundOver.ShouldBeTrue("nothing was there");
    }
}
