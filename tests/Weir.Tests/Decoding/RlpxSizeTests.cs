using Weir.Decoding;

namespace Weir.Tests.Decoding;

/// <summary>Encrypted sessions in which the size of a frame was changed on its way into the capture: the frames behind it are not hidden.</summary>
public sealed class RlpxSizeTests
{
    private const Direction Up = Direction.ClientToServer;

    [Theory]
    [InlineData(13, true, false)]
    [InlineData(1448, true, false)]
    [InlineData(1_000_000, true, false)]
    [InlineData(13, false, false)]
    [InlineData(1448, false, false)]
    [InlineData(13, true, true)]
    [InlineData(1448, true, true)]
    [InlineData(1_000_000, true, true)]
    public void A_changed_size_takes_its_own_frame_and_no_other(int piece, bool keyOnly, bool filtered)
    {
        RlpxScene scene = new RlpxScene().Talk(60);
        IReadOnlyList<RlpxScene.SentFrame> frames = scene.Frames(Up);
        var options = new DecodingOptions { Secrets = scene.Store(keyOnly), Wanted = filtered ? (_, kind) => kind is "prepare" or "commit" : null };
        foreach (int victim in (int[])[1, 2, 7, 20, 41, 58])
        {
            for (int bit = 0; bit < 24; bit++)
            {
                string what = $"bit {bit} of frame {victim} ({frames[victim].Kind}), pieces of {piece}";
                byte[] stream = scene.Stream(Up);
                stream[frames[victim].Offset + (bit / 8)] ^= (byte)(1 << (bit % 8));
                var feeder = new StreamFeeder(options);
                MessageRecorder sink = feeder.Data(Up, stream, piece).End(Up, StreamEnd.CaptureEnded).Complete();
                int[] expected = [.. frames.Where((frame, i) => i != victim && (!filtered || frame.Kind is "prepare" or "commit")).Select(frame => frame.Offset)];
                int[] got = [.. sink.Messages.Select(message => (int)message.Trail.Offset).Where(offset => offset != frames[victim].Offset)];
                got.ShouldBe(expected, what);
                if (!filtered || frames[victim].Kind is "prepare" or "commit") { sink.Doubts.ShouldNotBeEmpty(what); }
            }
        }
    }

    [Fact]
    public void Hidden_frames_before_a_gap_are_read_and_those_behind_it_too()
    {
        RlpxScene scene = new RlpxScene().Talk(60);
        IReadOnlyList<RlpxScene.SentFrame> frames = scene.Frames(Up);
        for (int victim = 2; victim < 20; victim++)
        {
            for (int bit = 0; bit < 24; bit++)
            {
                byte[] stream = scene.Stream(Up);
                stream[frames[victim].Offset + (bit / 8)] ^= (byte)(1 << (bit % 8));
                (int at, int lost) = (frames[victim + 2].Offset + 20, 100);
                var feeder = new StreamFeeder(new DecodingOptions { Secrets = scene.Store(keyOnly: true) });
                MessageRecorder sink = feeder.DataWithGap(Up, stream, at, lost, 500).End(Up, StreamEnd.Closed).Complete();
                sink.Messages.Select(message => (int)message.Trail.Offset).Where(offset => offset != frames[victim].Offset)
                    .ShouldBe(frames.Where((frame, i) => i != victim && !frame.IsHit(at, lost)).Select(frame => frame.Offset), $"bit {bit} of frame {victim}");
            }
        }
    }

    [Fact]
    public void A_size_that_cannot_be_right_does_not_keep_the_frames_back_until_so_many_bytes_came()
    {
        RlpxScene scene = new RlpxScene().Talk(30);
        byte[] stream = scene.Stream(Up);
        stream[scene.Frames(Up)[3].Offset] ^= 0x80;
        var feeder = new StreamFeeder(new DecodingOptions { Secrets = scene.Store(keyOnly: true) });
        feeder.Data(Up, stream);
        feeder.Sink.Messages.Count.ShouldBe(31, "hello, status and 30 messages, less the one that was changed");
        feeder.Sink.Doubts.ShouldHaveSingleItem().Reason.ShouldBe("the size of a frame was wrong");
        feeder.Balance[Waypoint.FramesLost].ShouldBe(1);
    }
}
