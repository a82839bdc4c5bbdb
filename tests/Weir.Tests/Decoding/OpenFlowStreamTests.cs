using Weir.Decoding;
using Weir.Tests.Wire.OpenFlow;
using Weir.Wire.OpenFlow;

namespace Weir.Tests.Decoding;

/// <summary>OpenFlow from streams to messages.</summary>
public sealed class OpenFlowStreamTests
{
    private const Direction Up = Direction.ClientToServer;
    private const Direction Down = Direction.ServerToClient;

    private static readonly byte[] Hello = new HelloMessage(4, 0x12).Encode(OpenFlowVersion.OpenFlow13);
    private static readonly byte[] Features = new SimpleMessage(OpenFlowType.FeaturesRequest).Encode(OpenFlowVersion.OpenFlow13);
    private static readonly byte[] PacketIn = new PacketIn { Match = OpenFlowSamples.Match((OxmField.InPort, 4)), Data = OpenFlowSamples.Ping }.Encode(OpenFlowVersion.OpenFlow13);
    private static readonly byte[] Echo = new EchoMessage(false, "x"u8.ToArray()).Encode(OpenFlowVersion.OpenFlow13);

    [Theory]
    [InlineData(6653, 1448)]
    [InlineData(6633, 1)]
    [InlineData(9999, 5)]
    public void Messages_are_recognised_and_cut_by_their_lengths(int port, int piece)
    {
        MessageRecorder sink = new StreamFeeder(new DecodingOptions(), (ushort)port).Data(Up, [.. Hello, .. PacketIn, .. Echo], piece).Data(Down, [.. Hello, .. Features], piece).Complete();
        sink.Messages.Select(message => (message.Protocol, message.Kind, message.Direction)).ShouldBe([
            ("openflow", "hello", Up), ("openflow", "packet-in", Up), ("openflow", "echo-request", Up), ("openflow", "hello", Down), ("openflow", "features-request", Down)]);
        sink.Messages[1].Trail.Length.ShouldBe(PacketIn.Length);
        ((PacketIn)sink.Messages[1].Value).Data.ToArray().ShouldBe(OpenFlowSamples.Ping);
        sink.Doubts.ShouldBeEmpty();
    }

    [Fact]
    public void A_connection_is_joined_in_the_middle_on_its_port_only()
    {
        new StreamFeeder(new DecodingOptions(), 6653).MidStream(Up).Data(Up, [.. PacketIn, .. Echo]).Complete().Kinds.ShouldBe(["packet-in", "echo-request"]);
        new StreamFeeder(new DecodingOptions { Protocols = ["openflow"] }, 9999).MidStream(Up).Data(Up, [.. PacketIn, .. Echo]).Complete().Messages.ShouldBeEmpty();
    }

    [Fact]
    public void Behind_lost_bytes_the_next_segment_of_whole_messages_goes_on()
    {
        MessageRecorder sink = new StreamFeeder(new DecodingOptions(), 6653).Data(Up, [.. Hello, .. PacketIn[..20]]).Gap(Up, 30).Data(Up, PacketIn.AsSpan(50)).Data(Up, Echo).End(Up, StreamEnd.Closed).Complete();
        sink.Kinds.ShouldBe(["hello", "echo-request"]);
        Doubt doubt = sink.Doubts.ShouldHaveSingleItem();
        doubt.Reason.ShouldBe("lost bytes");
        doubt.Bytes.ShouldBe(30 + PacketIn.Length - 50);
    }

    [Fact]
    public void A_message_that_cannot_be_read_is_doubted_and_the_next_one_read()
    {
        byte[] bad = [.. PacketIn];
        bad[26] = 0x70; // the length of the match runs out of the message
        StreamFeeder feeder = new(new DecodingOptions(), 6653);
        MessageRecorder sink = feeder.Data(Up, [.. Hello, .. bad, .. Echo]).Complete();
        sink.Kinds.ShouldBe(["hello", "echo-request"]);
        sink.Doubts.ShouldHaveSingleItem().Reason.ShouldContain("openflow.match");
        feeder.Balance[Waypoint.MessagesNotUnderstood].ShouldBe(1);
    }

    [Fact]
    public void A_stream_that_ends_inside_a_message_says_so()
    {
        MessageRecorder sink = new StreamFeeder(new DecodingOptions(), 6653).Data(Up, [.. Hello, .. PacketIn[..20]]).End(Up, StreamEnd.Closed).Complete();
        sink.Doubts.ShouldHaveSingleItem().Reason.ShouldBe("ended inside a message");
    }
}
