using Weir.Decoding;
using Weir.Wire.Ethereum;
using Weir.Wire.Frames;

namespace Weir.Tests.Decoding;

/// <summary>Encrypted sessions with lost bytes, lost beginnings and late secrets: only what lost bytes is missing, and what is missing is said.</summary>
public sealed class RlpxLossTests
{
    private const Direction Up = Direction.ClientToServer;
    private const Direction Down = Direction.ServerToClient;

    [Fact]
    public void A_gap_takes_the_frames_that_lost_bytes_and_no_other()
    {
        RlpxScene scene = new RlpxScene().Talk(60);
        byte[] stream = scene.Stream(Up);
        IReadOnlyList<RlpxScene.SentFrame> frames = scene.Frames(Up);
        Random random = new(7);
        var cases = new List<(int At, int Lost)>();
        RlpxScene.SentFrame tenth = frames[10];
        cases.Add((tenth.Offset, 16));                       // the header, exactly
        cases.Add((tenth.Offset + 3, 5));                    // in the header
        cases.Add((tenth.Offset + 16, 16));                  // the header's code
        cases.Add((tenth.Offset + 10, 10));                  // header and code
        cases.Add((tenth.Offset + 33, 1));                   // one byte of the content
        cases.Add((tenth.End - 16, 16));                     // the last code
        cases.Add((tenth.Offset, tenth.Length));             // the whole frame
        cases.Add((tenth.Offset + 40, frames[11].Offset + 5 - tenth.Offset - 40));  // content to the next header
        cases.Add((tenth.Offset, frames[20].End - tenth.Offset));   // eleven whole frames
        cases.Add((tenth.Offset + 7, frames[25].Offset + 35 - tenth.Offset - 7));
        cases.Add((tenth.End - 1, 2));                       // the border of two frames
        for (int i = 0; i < 150; i++)
        {
            int at = random.Next(frames[2].Offset, frames[^3].Offset);
            cases.Add((at, random.Next(1, Math.Min(6000, frames[^2].Offset - at + 1))));
        }

        foreach ((int at, int lost) in cases)
        {
            foreach (int piece in (int[])[1448, 13])
            {
                string what = $"{lost} bytes lost at {at}, pieces of {piece}";
                var feeder = new StreamFeeder(new DecodingOptions { Secrets = scene.Store() });
                MessageRecorder sink = feeder.DataWithGap(Up, stream, at, lost, piece).End(Up, StreamEnd.Closed).Complete();
                sink.Messages.Select(message => ((int)message.Trail.Offset, message.Trail.Length, message.Kind))
                    .ShouldBe(frames.Where(frame => !frame.IsHit(at, lost)).Select(frame => (frame.Offset, frame.Length, frame.Kind)), what);
                RlpxScene.SentFrame[] hit = [.. frames.Where(frame => frame.IsHit(at, lost))];
                feeder.Balance[Waypoint.FramesLost].ShouldBe(hit.Length, what);
                sink.Messages.ShouldAllBe(message => message.Trail.Authenticity == (message.Trail.Offset < at ? Waypoint.MacRight : Waypoint.MacUnchecked), what);
                Doubt doubt = sink.Doubts.ShouldHaveSingleItem(what);
                doubt.Bytes.ShouldBe(lost, what);
                doubt.From.ShouldBeLessThanOrEqualTo(StreamFeeder.Begin + hit[0].End, what);
                doubt.To.ShouldBeInRange(StreamFeeder.Begin + hit[^1].End, StreamFeeder.Begin + stream.Length, what);
            }
        }
    }

    [Theory]
    [InlineData(0, 5)]      // the hello's header
    [InlineData(40, 10)]    // its content
    [InlineData(0, 192)]    // all of it
    [InlineData(40, 200)]   // and the next message
    public void A_lost_hello_loses_no_message_after_it(int at, int lost)
    {
        RlpxScene scene = new RlpxScene().Talk(20);
        int from = scene.HandshakeEnd[0] + at;
        foreach (bool otherFirst in (bool[])[false, true])
        {
            var feeder = new StreamFeeder(new DecodingOptions { Secrets = scene.Store() });
            if (otherFirst) { feeder.Data(Down, scene.Stream(Down)); }
            MessageRecorder sink = feeder.DataWithGap(Up, scene.Stream(Up), from, lost, 100).End(Up, StreamEnd.Closed).Complete();
            sink.Messages.Where(message => message.Direction == Up).Select(message => (int)message.Trail.Offset)
                .ShouldBe(scene.Frames(Up).Where(frame => !frame.IsHit(from, lost)).Select(frame => frame.Offset));
            sink.Doubts.ShouldHaveSingleItem().Bytes.ShouldBeGreaterThanOrEqualTo(lost);
        }
    }

    [Fact]
    public void A_stream_without_its_handshake_that_goes_on_losing_bytes_is_joined_between_the_gaps()
    {
        RlpxScene scene = new RlpxScene().Talk(0);
        for (int i = 0; i < 60; i++) { scene.Send(Up, Devp2pCodes.Ping, Devp2pEmpty.Encoded); }
        byte[] stream = scene.Stream(Up);
        IReadOnlyList<RlpxScene.SentFrame> frames = scene.Frames(Up);
        var feeder = new StreamFeeder(new DecodingOptions { Secrets = scene.Store(), JoinBlocks = 1 << 14 });
        feeder.Gap(Up, 30).Data(Up, stream.AsSpan(30, frames[0].Offset + 5 - 30));
        int at = frames[0].Offset + 5;
        var gaps = new List<int>();
        for (int i = 5; i < 60; i += 5)
        {
            // The first byte of every fifth frame: the pieces between are far below 4 KiB.
            feeder.Gap(Up, 1).Data(Up, stream.AsSpan(at + 1, frames[i].Offset - at - 1));
            gaps.Add(at);
            at = frames[i].Offset;
        }

        feeder.Gap(Up, 1).Data(Up, stream.AsSpan(at + 1));
        gaps.Add(at);
        MessageRecorder sink = feeder.End(Up, StreamEnd.Closed).Complete();
        sink.Messages.Select(message => (int)message.Trail.Offset).ShouldBe(frames.Where(frame => !gaps.Any(gap => frame.IsHit(gap, 1))).Select(frame => frame.Offset));
        feeder.Balance[Waypoint.StreamsJoined].ShouldBe(1);
    }

    [Fact]
    public void Several_gaps_in_one_stream_are_each_got_over()
    {
        RlpxScene scene = new RlpxScene().Talk(200);
        byte[] stream = scene.Stream(Up);
        IReadOnlyList<RlpxScene.SentFrame> frames = scene.Frames(Up);
        for (int seed = 0; seed < 20; seed++)
        {
            Random random = new(seed);
            var feeder = new StreamFeeder(new DecodingOptions { Secrets = scene.Store() });
            var gaps = new List<(int At, int Lost)>();
            int at = 0;
            int next = scene.HandshakeEnd[0] + 500;
            while (next < frames[^1].Offset - 3000)
            {
                int lost = random.Next(1, 3000);
                feeder.Data(Up, stream.AsSpan(at, next - at)).Gap(Up, lost);
                gaps.Add((next, lost));
                at = next + lost;
                next = at + random.Next(1, 12_000);
            }

            MessageRecorder sink = feeder.Data(Up, stream.AsSpan(at)).End(Up, StreamEnd.Closed).Complete();
            gaps.Count.ShouldBeGreaterThan(5);
            sink.Messages.Select(message => (int)message.Trail.Offset)
                .ShouldBe(frames.Where(frame => !gaps.Any(gap => frame.IsHit(gap.At, gap.Lost))).Select(frame => frame.Offset), $"seed {seed}");
            feeder.Balance[Waypoint.FramesLost].ShouldBe(frames.Count(frame => gaps.Any(gap => frame.IsHit(gap.At, gap.Lost))), $"seed {seed}");
            foreach (RlpxScene.SentFrame frame in frames.Where(frame => gaps.Any(gap => frame.IsHit(gap.At, gap.Lost))))
            {
                sink.Doubts.ShouldContain(doubt => doubt.From <= StreamFeeder.Begin + frame.End && StreamFeeder.Begin + frame.End <= doubt.To, $"seed {seed}: {frame}");
            }
        }
    }

    [Theory]
    [InlineData(0, 1)]      // the connection type
    [InlineData(0, 60)]     // the connection type and the begin of the packet
    [InlineData(1, 2)]      // the packet's length
    [InlineData(2, 40)]
    [InlineData(50, 40)]    // inside the packet
    [InlineData(50, -1)]    // to the packet's end, exactly
    [InlineData(50, -30)]   // into the first frame
    [InlineData(0, -1)]     // all of the handshake
    [InlineData(0, -200)]   // the handshake and the hello
    public void A_gap_in_the_handshake_takes_no_message_but_those_it_hits(int at, int lost)
    {
        RlpxScene scene = new RlpxScene().Talk(20);
        foreach (Direction direction in (Direction[])[Up, Down])
        {
            int length = lost > 0 ? lost : scene.HandshakeEnd[(int)direction] - at - lost - 1;
            foreach (int piece in (int[])[1448, 11])
            {
                var feeder = new StreamFeeder(new DecodingOptions { Secrets = scene.Store() });
                MessageRecorder sink = feeder.DataWithGap(direction, scene.Stream(direction), at, length, piece).End(direction, StreamEnd.Closed).Complete();
                sink.Kinds.ShouldBe(scene.Frames(direction).Where(frame => !frame.IsHit(at, length)).Select(frame => frame.Kind), $"{direction}, pieces of {piece}");
                sink.Messages.ShouldAllBe(message => message.Trail.Authenticity == Waypoint.MacUnchecked);
            }
        }
    }

    [Fact]
    public void A_stream_that_begins_in_the_middle_is_joined_at_its_first_header()
    {
        RlpxScene scene = new RlpxScene().Talk(80);
        Random random = new(2);
        foreach (Direction direction in (Direction[])[Up, Down])
        {
            byte[] stream = scene.Stream(direction);
            IReadOnlyList<RlpxScene.SentFrame> frames = scene.Frames(direction);
            for (int round = 0; round < 12; round++)
            {
                int from = random.Next(1, frames[^2].Offset);
                foreach (int piece in (int[])[1448, 100])
                {
                    var feeder = new StreamFeeder(new DecodingOptions { Secrets = scene.Store(keyOnly: true), JoinBlocks = 1 << 14 }).MidStream(direction);
                    MessageRecorder sink = feeder.Data(direction, stream.AsSpan(from), piece).End(direction, StreamEnd.CaptureEnded).Complete();
                    sink.Messages.Select(message => (int)message.Trail.Offset + from).ShouldBe(frames.Where(frame => frame.Offset >= from).Select(frame => frame.Offset), $"from {from}, pieces of {piece}");
                    feeder.Balance[Waypoint.StreamsJoined].ShouldBe(1);
                }
            }
        }
    }

    [Fact]
    public void A_stream_that_begins_inside_a_block_larger_than_the_window_is_joined_after_it()
    {
        RlpxScene scene = new RlpxScene().Greet(Up);
        RlpWriter writer = new();
        byte[] bytes = new byte[500_000];
        new Random(1).NextBytes(bytes);
        writer.Write(bytes);
        scene.Send(Up, 0x40, writer.ToArray());
        for (int i = 0; i < 100; i++) { scene.Send(Up, Devp2pCodes.Ping, Devp2pEmpty.Encoded); }

        var feeder = new StreamFeeder(new DecodingOptions());
        SecretStore store = new();
        store.Add(scene.Secrets, feeder.Conversation.Client, feeder.Conversation.Server, "test");
        feeder = new StreamFeeder(new DecodingOptions { Secrets = store }).MidStream(Up);
        MessageRecorder sink = feeder.Data(Up, scene.Stream(Up).AsSpan(scene.Frames(Up)[2].Offset + 100)).End(Up, StreamEnd.CaptureEnded).Complete();
        sink.Messages.Count.ShouldBe(100);
        sink.Doubts.ShouldHaveSingleItem().To.ShouldBeLessThan(long.MaxValue);
    }

    [Fact]
    public void While_a_network_begins_a_stream_that_lost_its_handshake_is_not_looked_for_in_the_sessions_of_others()
    {
        RlpxScene scene = new RlpxScene().Talk(20);
        SecretStore store = new();
        var feeder = new StreamFeeder(new DecodingOptions { Secrets = store });
        IpAddress third = IpAddress.FromIPv4(0x0a000003);
        feeder.Stage.Hosts.Add(third);
        feeder.Gap(Up, 300).Data(Up, scene.Stream(Up).AsSpan(300));
        for (ushort other = 1; other < 200; other++)
        {
            store.Add(new RlpxScene(other).Secrets, new FlowEnd(third, other), feeder.Conversation.Server, "other");
            feeder.Stage.LookAgain();
        }

        feeder.Stage.BlocksSearched.ShouldBe(0);
        store.Add(scene.Secrets, feeder.Conversation.Client, feeder.Conversation.Server, "right");
        feeder.Stage.LookAgain();
        feeder.Complete().Messages.Count.ShouldBe(scene.Frames(Up).Count(frame => frame.Offset >= 300));
        // Of its own session, too, no more than its bytes can have used.
        feeder.Stage.BlocksSearched.ShouldBeLessThanOrEqualTo((scene.Stream(Up).Length / 16) + 1);
    }

    [Fact]
    public void A_stream_whose_translated_ends_no_secret_names_is_found_all_the_same()
    {
        RlpxScene scene = new RlpxScene().Talk(20);
        SecretStore store = new();
        var feeder = new StreamFeeder(new DecodingOptions { Secrets = store }).MidStream(Up);
        store.Add(scene.Secrets, new FlowEnd(IpAddress.FromIPv4(0xc0a80001), 4000), feeder.Conversation.Server, "inside");
        int from = scene.Frames(Up)[5].Offset;
        feeder.Data(Up, scene.Stream(Up).AsSpan(from)).Complete().Messages.Count.ShouldBe(scene.Frames(Up).Count(frame => frame.Offset >= from));
    }

    [Fact]
    public void A_session_that_is_older_than_a_search_is_deep_is_joined_by_a_later_one()
    {
        RlpxScene scene = new RlpxScene().Greet(Up);
        while (scene.Stream(Up).Length < 800_000) { scene.Send(Up, 0x40, Block()); }
        var feeder = new StreamFeeder(new DecodingOptions());
        SecretStore store = new();
        store.Add(scene.Secrets, feeder.Conversation.Client, feeder.Conversation.Server, "test");
        feeder = new StreamFeeder(new DecodingOptions { Secrets = store, JoinBlocks = 1 << 14 }).MidStream(Up);
        // 2^14 blocks are 256 KiB.
        MessageRecorder sink = feeder.Data(Up, scene.Stream(Up).AsSpan(400_000)).End(Up, StreamEnd.Closed).Complete();
        sink.Messages.Count.ShouldBeGreaterThan(scene.Frames(Up).Count(frame => frame.Offset > 600_000));
        feeder.Balance[Waypoint.StreamsWithoutSecret].ShouldBe(0);
    }

    [Fact]
    public void The_right_secret_is_found_among_many()
    {
        RlpxScene scene = new RlpxScene().Talk(20);
        SecretStore store = new();
        for (int seed = 1; seed < 60; seed++) { store.Add(new RlpxScene(seed).Secrets, null, null, "other"); }
        store.Add(scene.Secrets, null, null, "right");
        int from = scene.Frames(Up)[5].Offset + 3;
        var feeder = new StreamFeeder(new DecodingOptions { Secrets = store, JoinBlocks = 1 << 15 }).MidStream(Up);
        feeder.Data(Up, scene.Stream(Up).AsSpan(from)).End(Up, StreamEnd.CaptureEnded).Complete().Messages.Count.ShouldBe(scene.Frames(Up).Count(frame => frame.Offset >= from));
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(200_000)]
    public void A_secret_that_comes_while_the_stream_runs_joins_it(int before)
    {
        RlpxScene scene = new RlpxScene().Greet(Up);
        while (scene.Stream(Up).Length < before + 5000) { scene.Send(Up, 0x40, Block()); }
        for (int i = 0; i < 5; i++) { scene.Send(Up, Devp2pCodes.Ping, Devp2pEmpty.Encoded); }

        SecretStore store = new RlpxScene(seed: 9).Store();
        var feeder = new StreamFeeder(new DecodingOptions { Secrets = store });
        feeder.Data(Up, scene.Stream(Up).AsSpan(0, before));
        feeder.Sink.Messages.ShouldBeEmpty();
        store.Add(scene.Secrets, null, null, "late");
        MessageRecorder sink = feeder.Data(Up, scene.Stream(Up).AsSpan(before)).End(Up, StreamEnd.Closed).Complete();

        // What is still kept is decoded too; what was given up is not.
        int expected = before < 64 << 10 ? scene.Frames(Up).Count : scene.Frames(Up).Count(frame => frame.Offset >= before);
        sink.Messages.Count.ShouldBe(expected);
        sink.Kinds.TakeLast(5).ShouldAllBe(kind => kind == "ping");
        feeder.Balance[Waypoint.StreamsWithoutSecret].ShouldBe(0);
    }

    [Fact]
    public void A_session_that_goes_on_after_its_stream_was_given_up_is_joined_again()
    {
        RlpxScene scene = new RlpxScene().Talk(40);
        byte[] stream = scene.Stream(Up);
        int half = scene.Frames(Up)[20].Offset;
        var feeder = new StreamFeeder(new DecodingOptions { Secrets = scene.Store() });
        feeder.Data(Up, stream.AsSpan(0, half)).End(Up, StreamEnd.Idle);
        feeder.Again().MidStream(Up).Data(Up, stream.AsSpan(half)).End(Up, StreamEnd.CaptureEnded);
        feeder.Complete().Kinds.ShouldBe(scene.Frames(Up).Select(frame => frame.Kind));
        feeder.Balance[Waypoint.StreamsJoined].ShouldBe(2);
    }

    [Fact]
    public void A_frame_cut_off_by_the_captures_end_is_doubted_and_one_cut_off_by_its_sender_is_not()
    {
        RlpxScene scene = new RlpxScene().Talk(5);
        byte[] stream = scene.Stream(Up)[..^3];
        var feeder = new StreamFeeder(new DecodingOptions { Secrets = scene.Store() });
        feeder.Data(Up, stream).End(Up, StreamEnd.CaptureEnded).Complete().Doubts.ShouldHaveSingleItem().To.ShouldBe(long.MaxValue);
        feeder = new StreamFeeder(new DecodingOptions { Secrets = scene.Store() });
        feeder.Data(Up, stream).End(Up, StreamEnd.Reset).Complete().Doubts.ShouldBeEmpty();
    }

    private static byte[] Block()
    {
        RlpWriter writer = new();
        byte[] bytes = new byte[3000];
        new Random(4).NextBytes(bytes);
        writer.Write(bytes);
        return writer.ToArray();
    }
}
