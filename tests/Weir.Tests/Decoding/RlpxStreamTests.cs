using Weir.Decoding;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Decoding;

/// <summary>Encrypted sessions from chunks to messages: undisturbed, however they are cut, with and without codes.</summary>
public sealed class RlpxStreamTests
{
    private const Direction Up = Direction.ClientToServer;
    private const Direction Down = Direction.ServerToClient;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(48)]
    [InlineData(1448)]
    [InlineData(int.MaxValue)]
    public void However_the_stream_is_cut_the_messages_are_the_same(int piece)
    {
        RlpxScene scene = new RlpxScene().Talk(40);
        var feeder = new StreamFeeder(new DecodingOptions { Secrets = scene.Store() });
        feeder.Data(Up, scene.Stream(Up), piece).Data(Down, scene.Stream(Down), piece).End(Up, StreamEnd.Closed).End(Down, StreamEnd.Closed);
        MessageRecorder sink = feeder.Complete();
        sink.Doubts.ShouldBeEmpty();
        foreach (Direction direction in (Direction[])[Up, Down])
        {
            Message[] messages = [.. sink.Messages.Where(message => message.Direction == direction)];
            messages.Select(message => (message.Trail.Offset, message.Trail.Length, message.Kind))
                .ShouldBe(scene.Frames(direction).Select(frame => ((long)frame.Offset, frame.Length, frame.Kind)));
            messages.ShouldAllBe(message => message.Trail.Authenticity == Waypoint.MacRight && message.Protocol == "rlpx");

            // A message's time is that of the chunk with its last byte.
            int size = scene.Stream(direction).Length;
            messages.Select(message => message.Time)
                .ShouldBe(scene.Frames(direction).Select(frame => StreamFeeder.Begin + Math.Min(size, (((long)frame.End + piece - 1) / piece) * piece)));
        }

        feeder.Balance[Waypoint.StreamsJoined].ShouldBe(2);
        feeder.Balance[Waypoint.FramesDecrypted].ShouldBe(84);
        feeder.Balance[Waypoint.MacRight].ShouldBe(84);
        feeder.Balance[Waypoint.MessagesDecoded].ShouldBe(84);
    }

    [Fact]
    public void Random_cuts_give_the_same_messages_with_both_directions_in_turn()
    {
        RlpxScene scene = new RlpxScene().Talk(30);
        Random random = new(3);
        for (int round = 0; round < 30; round++)
        {
            var feeder = new StreamFeeder(new DecodingOptions { Secrets = scene.Store() });
            ReadOnlySpan<byte> up = scene.Stream(Up);
            ReadOnlySpan<byte> down = scene.Stream(Down);
            while (!up.IsEmpty || !down.IsEmpty)
            {
                int takeUp = Math.Min(up.Length, random.Next(1, 700));
                int takeDown = Math.Min(down.Length, random.Next(1, 700));
                feeder.Data(Up, up[..takeUp]).Data(Down, down[..takeDown]);
                up = up[takeUp..];
                down = down[takeDown..];
            }

            MessageRecorder sink = feeder.Complete();
            sink.Messages.Where(message => message.Direction == Up).Select(message => message.Kind).ShouldBe(scene.Frames(Up).Select(frame => frame.Kind), $"round {round}");
            sink.Messages.Where(message => message.Direction == Down).Select(message => message.Kind).ShouldBe(scene.Frames(Down).Select(frame => frame.Kind), $"round {round}");
            sink.Doubts.ShouldBeEmpty();
        }
    }

    [Fact]
    public void With_the_cipher_key_alone_messages_come_unchecked()
    {
        RlpxScene scene = new RlpxScene().Talk(10);
        var feeder = new StreamFeeder(new DecodingOptions { Secrets = scene.Store(keyOnly: true) });
        MessageRecorder sink = feeder.Data(Up, scene.Stream(Up)).Data(Down, scene.Stream(Down)).Complete();
        sink.Messages.Count.ShouldBe(24);
        sink.Messages.ShouldAllBe(message => message.Trail.Authenticity == Waypoint.MacUnchecked);
        feeder.Balance[Waypoint.MacUnchecked].ShouldBe(24);
        feeder.Balance[Waypoint.MacRight].ShouldBe(0);
    }

    [Fact]
    public void One_changed_bit_makes_one_wrong_code_a_doubt_and_unchecked_messages_after_it()
    {
        RlpxScene scene = new RlpxScene().Greet(Up);
        for (int i = 0; i < 6; i++) { scene.Send(Up, Devp2pCodes.Ping, Devp2pEmpty.Encoded); }
        RlpxScene.SentFrame changed = scene.Frames(Up)[4];

        // In the code of the header, in the content's padding, in the code of the content.
        foreach (int at in (int[])[16, 47, 63])
        {
            byte[] stream = scene.Stream(Up);
            stream[changed.Offset + at] ^= 1;
            var feeder = new StreamFeeder(new DecodingOptions { Secrets = scene.Store() });
            MessageRecorder sink = feeder.Data(Up, stream).Complete();
            sink.Messages.Select(message => message.Trail.Authenticity!.Value).ShouldBe(
                [Waypoint.MacRight, Waypoint.MacRight, Waypoint.MacRight, Waypoint.MacRight, Waypoint.MacWrong, Waypoint.MacUnchecked, Waypoint.MacUnchecked, Waypoint.MacUnchecked], $"byte {at}");
            sink.Doubts.Count.ShouldBe(1);
            sink.Doubts[0].Reason.ShouldContain("authentication");
            feeder.Balance[Waypoint.MacWrong].ShouldBe(1);
            feeder.Balance[Waypoint.MacUnchecked].ShouldBe(3);
        }
    }

    [Fact]
    public void A_changed_header_loses_its_frame_only()
    {
        RlpxScene scene = new RlpxScene().Talk(30);
        byte[] stream = scene.Stream(Up);
        stream[scene.Frames(Up)[10].Offset + 9] ^= 4;
        var feeder = new StreamFeeder(new DecodingOptions { Secrets = scene.Store() });
        MessageRecorder sink = feeder.Data(Up, stream, 100).Complete();
        sink.Kinds.ShouldBe(scene.Frames(Up).Where((_, i) => i != 10).Select(frame => frame.Kind));
        feeder.Balance[Waypoint.FramesLost].ShouldBe(1);
        sink.Doubts.ShouldHaveSingleItem();
    }

    [Fact]
    public void Codes_are_checked_together_and_order_is_kept_whatever_the_size_of_the_batch()
    {
        RlpxScene scene = new RlpxScene().Talk(60);
        foreach (int bytes in (int[])[1, 1000, 20_000, 1 << 20])
        {
            var feeder = new StreamFeeder(new DecodingOptions { Secrets = scene.Store(), MacBatchBytes = bytes });
            MessageRecorder sink = feeder.Data(Up, scene.Stream(Up)).Data(Down, scene.Stream(Down)).Complete();
            sink.Kinds.ShouldBe(scene.Frames(Up).Concat(scene.Frames(Down)).Select(frame => frame.Kind));
            feeder.Balance[Waypoint.MacRight].ShouldBe(124);
        }
    }

    [Fact]
    public void Kinds_that_are_not_wanted_are_counted_checked_and_not_handed_on()
    {
        RlpxScene scene = new RlpxScene().Talk(30);
        var feeder = new StreamFeeder(new DecodingOptions { Secrets = scene.Store(), Wanted = (_, kind) => kind == "commit" });
        MessageRecorder sink = feeder.Data(Up, scene.Stream(Up)).Complete();
        int commits = scene.Frames(Up).Count(frame => frame.Kind == "commit");
        commits.ShouldBeGreaterThan(0);
        sink.Messages.Count.ShouldBe(commits);
        feeder.Balance[Waypoint.MessagesFiltered].ShouldBe(32 - commits);
        feeder.Balance[Waypoint.MacRight].ShouldBe(32);
    }

    [Fact]
    public void Large_frames_are_read_from_small_chunks()
    {
        RlpxScene scene = new RlpxScene().Greet(Up);
        RlpWriter writer = new();
        byte[] bytes = new byte[3_000_000];
        new Random(1).NextBytes(bytes);
        writer.Write(bytes);
        scene.Send(Up, 0x40, writer.ToArray()).Send(Up, Devp2pCodes.Ping, Devp2pEmpty.Encoded);
        MessageRecorder sink = new StreamFeeder(new DecodingOptions { Secrets = scene.Store() }).Data(Up, scene.Stream(Up)).Complete();
        sink.Kinds.ShouldBe(scene.Frames(Up).Select(frame => frame.Kind));
        sink.Messages.ShouldAllBe(message => message.Trail.Authenticity == Waypoint.MacRight);
    }

    [Fact]
    public void A_session_without_a_secret_is_counted_and_doubted_only_when_it_carried_messages()
    {
        RlpxScene scene = new RlpxScene().Talk(10);
        RlpxScene other = new(seed: 9);
        var feeder = new StreamFeeder(new DecodingOptions { Secrets = other.Store() });
        MessageRecorder sink = feeder.Data(Up, scene.Stream(Up)).End(Up, StreamEnd.Closed).Complete();
        sink.Messages.ShouldBeEmpty();
        feeder.Balance[Waypoint.StreamsWithoutSecret].ShouldBe(1);
        Doubt doubt = sink.Doubts.ShouldHaveSingleItem();
        doubt.From.ShouldBe(StreamFeeder.Begin);
        doubt.To.ShouldBe(StreamFeeder.Begin + scene.Stream(Up).Length);
        doubt.Bytes.ShouldBeInRange(scene.Stream(Up).Length - scene.HandshakeEnd[0] - 32, scene.Stream(Up).Length);

        feeder = new StreamFeeder(new DecodingOptions { Secrets = other.Store() });
        sink = feeder.Data(Up, scene.Stream(Up).AsSpan(0, scene.HandshakeEnd[0])).End(Up, StreamEnd.Closed).Complete();
        sink.Doubts.ShouldBeEmpty();
        feeder.Balance[Waypoint.StreamsWithoutSecret].ShouldBe(0);
    }

    [Fact]
    public void Garbage_never_throws_and_gives_no_message()
    {
        RlpxScene scene = new();
        Random random = new(17);
        byte[] bytes = new byte[20_000];
        for (int round = 0; round < 60; round++)
        {
            random.NextBytes(bytes);
            var feeder = new StreamFeeder(new DecodingOptions { Secrets = scene.Store(), JoinBlocks = 1 << 12 });
            if (round % 3 == 0) { feeder.MidStream(Up); }
            if (round % 3 == 1) { new byte[] { 0, 1, 0, 4 }.CopyTo(bytes, 0); }
            if (round % 3 == 2) { scene.Stream(Up).CopyTo(bytes, 0); }
            feeder.DataWithGap(Up, bytes, random.Next(10_000), random.Next(10_000), random.Next(1, 3000));
            feeder.Data(Down, bytes, random.Next(1, 3000)).End(Down, StreamEnd.Reset).End(Up, (StreamEnd)(1 + round % 6));
            feeder.Complete().Messages.ShouldBeEmpty($"round {round}");
        }
    }

    [Fact]
    public void A_flipped_bit_anywhere_never_throws_and_never_makes_up_a_checked_message()
    {
        RlpxScene scene = new RlpxScene().Talk(6);
        byte[] stream = scene.Stream(Up);
        var sent = scene.Frames(Up).Select(frame => (long)frame.Offset).ToHashSet();
        Random random = new(23);
        for (int round = 0; round < 400; round++)
        {
            byte[] changed = [.. stream];
            int at = random.Next(changed.Length);
            changed[at] ^= (byte)(1 << random.Next(8));
            var feeder = new StreamFeeder(new DecodingOptions { Secrets = scene.Store(), JoinBlocks = 1 << 12 });
            MessageRecorder sink = feeder.Data(Up, changed, random.Next(1, 2000)).End(Up, StreamEnd.CaptureEnded).Complete();
            foreach (Message message in sink.Messages.Where(message => message.Trail.Authenticity == Waypoint.MacRight))
            {
                sent.ShouldContain(message.Trail.Offset);
                (message.Trail.Offset + message.Trail.Length <= at || message.Trail.Offset > at).ShouldBeTrue($"round {round}: byte {at} was changed");
            }
        }
    }
}
