using Weir.Decoding;
using Weir.Wire.Dns;

namespace Weir.Tests.Decoding;

/// <summary>DNS from datagrams and streams to messages.</summary>
public sealed class DnsStreamTests
{
    private const Direction Up = Direction.ClientToServer;
    private const Direction Down = Direction.ServerToClient;

    private static readonly byte[] Query = Convert.FromHexString("1a2b0100000100000000000003777777076578616d706c6503636f6d0000010001");
    private static readonly byte[] Response = Convert.FromHexString("1a2b8180000100010000000003777777076578616d706c6503636f6d0000010001c00c000100010000003c0004c0000201");

    [Theory]
    [InlineData(53)]
    [InlineData(5353)]
    public void Datagrams_are_messages(int port)
    {
        var feeder = new StreamFeeder(new DecodingOptions(), (ushort)port, protocol: 17);
        MessageRecorder sink = feeder.Datagram(Up, Query).Datagram(Down, Response).Datagram(Up, Query).Complete();
        sink.Messages.Select(message => (message.Protocol, message.Kind, message.Direction)).ShouldBe([("dns", "query", Up), ("dns", "response", Down), ("dns", "query", Up)]);
        ((DnsMessage)sink.Messages[1].Value).Answers[0].Data.ShouldBe("192.0.2.1");
        sink.Messages[1].Trail.ShouldBe(new Trail(2, 2, 0, Response.Length));
    }

    [Fact]
    public void A_datagram_of_another_form_is_a_doubt_and_the_next_is_read()
    {
        var feeder = new StreamFeeder(new DecodingOptions(), 53, protocol: 17);
        MessageRecorder sink = feeder.Datagram(Up, Query).Datagram(Down, Response.AsSpan(0, 40)).Datagram(Down, Response).Complete();
        sink.Kinds.ShouldBe(["query", "response"]);
        sink.Doubts.ShouldHaveSingleItem().Bytes.ShouldBe(40);
        feeder.Balance[Waypoint.MessagesNotUnderstood].ShouldBe(1);
    }

    [Fact]
    public void On_other_ports_it_is_nobodys_message()
    {
        var feeder = new StreamFeeder(new DecodingOptions(), 9999, protocol: 17);
        MessageRecorder sink = feeder.Datagram(Up, Query).Datagram(Down, Response).Complete();
        sink.Messages.ShouldBeEmpty();
        sink.Doubts.ShouldBeEmpty();
    }

    [Fact]
    public void Over_a_stream_each_message_is_read_however_it_is_cut()
    {
        byte[] stream = [0, (byte)Response.Length, .. Response, 0, (byte)Query.Length, .. Query, 0, (byte)Response.Length, .. Response];
        foreach (int piece in (int[])[1, 2, 3, 10, 49, 51, 1000])
        {
            var feeder = new StreamFeeder(new DecodingOptions(), 53);
            MessageRecorder sink = feeder.Data(Down, stream, piece).Data(Up, stream, piece).End(Up, StreamEnd.Closed).End(Down, StreamEnd.Closed).Complete();
            sink.Kinds.ShouldBe(["response", "query", "response", "response", "query", "response"], $"pieces of {piece}");
            sink.Messages.Take(3).Select(message => (message.Trail.Offset, message.Trail.Length))
                .ShouldBe([(0, Response.Length + 2), (Response.Length + 2, Query.Length + 2), (Response.Length + Query.Length + 4, Response.Length + 2)], $"pieces of {piece}");
            sink.Doubts.ShouldBeEmpty();
        }
    }

    [Fact]
    public void After_lost_bytes_a_stream_is_in_doubt_to_its_end()
    {
        byte[] stream = [0, (byte)Query.Length, .. Query, 0, (byte)Query.Length, .. Query, 0, (byte)Query.Length, .. Query];
        var feeder = new StreamFeeder(new DecodingOptions(), 53);
        MessageRecorder sink = feeder.DataWithGap(Up, stream, 50, 4, 35).End(Up, StreamEnd.Closed).Complete();
        sink.Kinds.ShouldBe(["query"]);
        Doubt doubt = sink.Doubts.ShouldHaveSingleItem();
        (doubt.From, doubt.To, doubt.Bytes).ShouldBe((StreamFeeder.Begin + 35, long.MaxValue, 4));
    }

    [Fact]
    public void A_stream_that_ends_inside_a_message_is_a_doubt()
    {
        byte[] stream = [0, (byte)Query.Length, .. Query, 0, (byte)Query.Length, .. Query.AsSpan(0, 20)];
        MessageRecorder sink = new StreamFeeder(new DecodingOptions(), 53).Data(Up, stream).End(Up, StreamEnd.Closed).Complete();
        sink.Kinds.ShouldBe(["query"]);
        sink.Doubts.ShouldHaveSingleItem().Bytes.ShouldBe(22);
    }
}
