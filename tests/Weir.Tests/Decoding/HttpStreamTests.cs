using System.Text;
using Weir.Decoding;
using Weir.Wire.Http;

namespace Weir.Tests.Decoding;

/// <summary>HTTP from chunks to messages: where each body ends, and what is said when it cannot be known.</summary>
public sealed class HttpStreamTests
{
    private const Direction Up = Direction.ClientToServer;
    private const Direction Down = Direction.ServerToClient;

    [Fact]
    public void Every_way_to_end_a_body_is_read_however_the_stream_is_cut()
    {
        string requests = "GET /1 HTTP/1.1\r\n\r\n" + "POST /2 HTTP/1.1\r\nContent-Length: 11\r\n\r\nGET / no 2\r\n" + "HEAD /3 HTTP/1.1\r\n\r\n" + "\r\n"
            + "POST /4 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: yes\r\n\r\n" + "GET /5 HTTP/1.1\r\n\r\n" + "GET /6 HTTP/1.0\r\n\r\n";
        string responses = "HTTP/1.1 100 Continue\r\n\r\n" + "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none" + "HTTP/1.1 204 None\r\n\r\n" + "HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\n"
            + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHTTP/\r\n0\r\n\r\n" + "HTTP/1.1 304 Same\r\nContent-Length: 77\r\n\r\n" + "HTTP/1.0 200 OK\r\n\r\nuntil the close HTTP/1.1 200 OK\r\n\r\n";
        byte[] up = Encoding.Latin1.GetBytes(requests);
        byte[] down = Encoding.Latin1.GetBytes(responses);
        foreach (int piece in (int[])[1, 2, 3, 5, 7, 19, 64, 65, 100, 5000])
        {
            var feeder = new StreamFeeder(new DecodingOptions(), serverPort: 8080);
            MessageRecorder sink = feeder.Data(Up, up, piece).Data(Down, down, piece).End(Up, StreamEnd.Closed).End(Down, StreamEnd.Closed).Complete();
            sink.Doubts.ShouldBeEmpty($"pieces of {piece}");
            Heads(sink, Up).Select(head => (head.Target, head.BodyLength)).ShouldBe([("/1", 0), ("/2", 11), ("/3", 0), ("/4", 13), ("/5", 0), ("/6", 0)], $"pieces of {piece}");
            Heads(sink, Down).Select(head => (head.Status, head.BodyLength)).ShouldBe([(100, 0), (200, 3), (204, 0), (200, 0), (200, 5), (304, 0), (200, 35)], $"pieces of {piece}");

            // Messages lie one behind the other, whatever chunk they came in; an empty line between two belongs to none.
            Trail[] trails = [.. sink.Messages.Where(message => message.Direction == Down).Select(message => message.Trail)];
            trails[0].Offset.ShouldBe(0);
            for (int i = 1; i < trails.Length; i++) { trails[i].Offset.ShouldBe(trails[i - 1].Offset + trails[i - 1].Length, $"message {i}, pieces of {piece}"); }
            (trails[^1].Offset + trails[^1].Length).ShouldBe(down.Length);
        }
    }

    [Fact]
    public void After_an_upgrade_or_a_tunnel_nothing_is_http()
    {
        foreach ((string request, string response) in ((string, string)[])[("GET / HTTP/1.1\r\nUpgrade: x\r\n\r\n", "HTTP/1.1 101 Switching\r\n\r\n"), ("CONNECT a:443 HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n")])
        {
            foreach (int piece in (int[])[1, 10, 5000])
            {
                var feeder = new StreamFeeder(new DecodingOptions(), serverPort: 8080);
                MessageRecorder sink = feeder.Data(Up, Encoding.Latin1.GetBytes(request)).Data(Down, Encoding.Latin1.GetBytes(response + "\u0001\u0002 another protocol\r\n\r\n"), piece)
                    .Data(Up, Encoding.Latin1.GetBytes("\u0001\u0002 another\r\n\r\n"), piece).End(Up, StreamEnd.Closed).End(Down, StreamEnd.Closed).Complete();
                sink.Kinds.ShouldBe(["request", "response"]);
                sink.Doubts.ShouldBeEmpty($"{request} in pieces of {piece}");
            }
        }
    }

    [Fact]
    public void A_refused_tunnel_stays_http()
    {
        var feeder = new StreamFeeder(new DecodingOptions(), serverPort: 8080);
        MessageRecorder sink = feeder.Data(Up, "CONNECT a:443 HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n"u8).Data(Down, "HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nnoHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8).Complete();
        sink.Kinds.ShouldBe(["request", "request", "response", "response"]);
    }

    [Fact]
    public void Bytes_lost_inside_a_body_lose_no_message()
    {
        byte[] stream = Encoding.Latin1.GetBytes("POST /1 HTTP/1.1\r\nContent-Length: 1000\r\n\r\n" + new string('x', 1000)
            + "POST /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" + new string('y', 1000) + "\r\n0\r\n\r\nGET /3 HTTP/1.1\r\n\r\n");
        int second = stream.AsSpan().IndexOf("POST /2"u8);
        int chunk = stream.AsSpan().IndexOf((byte)'y');
        foreach ((int at, int lost) in ((int, int)[])[(100, 1), (100, 900), (second - 50, 50), (chunk, 1000), (chunk + 10, 500)])
        {
            var feeder = new StreamFeeder(new DecodingOptions(), serverPort: 8080);
            MessageRecorder sink = feeder.DataWithGap(Up, stream, at, lost, 100).End(Up, StreamEnd.Closed).Complete();
            Heads(sink, Up).Select(head => (head.Target, head.BodyLength)).ShouldBe([("/1", 1000), ("/2", 1000), ("/3", 0)], $"{lost} bytes at {at}");
            sink.Doubts.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Bytes_lost_in_a_head_or_at_a_border_are_a_doubt_and_the_next_message_is_found()
    {
        byte[] stream = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3 HTTP/1.1\r\n\r\n"u8.ToArray();
        foreach ((int at, int lost, int skipped, string[] targets) in ((int, int, int, string[])[])[(35, 4, 24, ["/1", "/3"]), (28, 10, 18, ["/1", "/3"]), (50, 20, 27, ["/1"]), (28, 28, 0, ["/1", "/3"])])
        {
            var feeder = new StreamFeeder(new DecodingOptions(), serverPort: 8080);
            MessageRecorder sink = feeder.DataWithGap(Up, stream, at, lost, 100).End(Up, StreamEnd.Closed).Complete();
            Heads(sink, Up).Select(head => head.Target).ShouldBe(targets);
            Doubt doubt = sink.Doubts.ShouldHaveSingleItem();
            (doubt.Protocol, doubt.Bytes, doubt.To).ShouldBe(("http", lost, StreamFeeder.Begin + stream.Length));
            feeder.Balance[Waypoint.BytesSkipped].ShouldBe(skipped);
            feeder.Balance[Waypoint.MessagesNotUnderstood].ShouldBe(1);
            Trail last = sink.Messages[^1].Trail;
            if (targets.Length == 2) { (last.Offset, last.Offset + last.Length).ShouldBe((56, stream.Length)); }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(5000)]
    public void Every_message_that_begins_behind_the_lost_bytes_is_read(int piece)
    {
        string[] requests =
        [
            "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n", "POST /2 HTTP/1.1\r\nContent-Length: 9\r\n\r\nno\nline: x", "PUT /3 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            "POST /4 HTTP/1.1\r\nContent-Length: 5\r\n\r\n\0\u0001\u0080\u00ff!", "HEAD /5 HTTP/1.1\r\n\r\n",
        ];
        string[] responses =
        [
            "HTTP/1.1 201 A\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 202 B\r\nContent-Length: 12\r\n\r\nHTTP/1. x\nab", "HTTP/1.1 203 C\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: 1\r\n\r\n", "HTTP/1.1 304\r\n\r\n",
        ];
        foreach ((Direction direction, string[] messages) in ((Direction, string[])[])[(Up, requests), (Down, responses)])
        {
            byte[] stream = Encoding.Latin1.GetBytes(string.Concat(messages));
            for (int at = 25; at < stream.Length; at++)
            {
                foreach (int lost in (int[])[1, 2, 3, 10, 40])
                {
                    if (at + lost > stream.Length) { continue; }
                    var feeder = new StreamFeeder(new DecodingOptions(), serverPort: 8080);
                    MessageRecorder sink = feeder.DataWithGap(direction, stream, at, lost, piece).End(direction, StreamEnd.Closed).Complete();
                    string[] found = [.. Heads(sink, direction).Select(Name)];
                    found.Distinct().Count().ShouldBe(found.Length, $"{direction} {lost} bytes at {at}");
                    int begin = 0;
                    foreach (string message in messages)
                    {
                        bool whole = begin + message.Length <= at || begin >= at + lost;
                        if (whole) { found.ShouldContain(message.Split(' ')[1].TrimEnd(), $"{direction} {lost} bytes at {at}"); }
                        begin += message.Length;
                    }

                    sink.Doubts.Count.ShouldBeLessThanOrEqualTo(1);
                }
            }
        }

        static string Name(HttpHead head) => head.Target ?? head.Status.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void A_line_that_only_looks_like_a_begin_hides_no_message()
    {
        string text = "GET /lost HTTP/1.1\r\nGET /text HTTP/1.1\r\nfor example\r\nGET /x y HTTP/1.1\r\n GET /z HTTP/2\r\n" + new string('x', 100_000) + "GET /quoted HTTP/1.1\r\nGET /found HTTP/1.1\r\nHost: a\r\n\r\n";
        foreach (int piece in (int[])[11, 1448, 200_000])
        {
            var feeder = new StreamFeeder(new DecodingOptions(), serverPort: 8080);
            MessageRecorder sink = feeder.DataWithGap(Up, Encoding.Latin1.GetBytes(text), 10, 3, piece).Complete();
            Heads(sink, Up).Select(head => head.Target).ShouldBe(["/found"], $"pieces of {piece}");
            feeder.Balance[Waypoint.BytesSkipped].ShouldBe(text.IndexOf("GET /found", StringComparison.Ordinal) - 3);
            sink.Messages[0].Trail.Offset.ShouldBe(text.IndexOf("GET /found", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nno colon\r\n\r\n", "a head has another form")]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "a chunk has no size")]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", "a chunk has no size")]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", "a chunk has no size")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc", "ended inside a message")]
    [InlineData("GET / HTTP/1.1\r\nHost: a", "ended inside a message")]
    public void What_cannot_be_understood_is_a_doubt(string text, string reason)
    {
        MessageRecorder sink = new StreamFeeder(new DecodingOptions(), serverPort: 8080).Data(Up, Encoding.Latin1.GetBytes(text)).End(Up, StreamEnd.Closed).Complete();
        sink.Messages.ShouldBeEmpty();
        sink.Doubts.ShouldHaveSingleItem().Reason.ShouldBe(reason);
    }

    [Fact]
    public void Heads_and_lines_without_end_are_given_up_at_their_limits()
    {
        MessageRecorder sink = new StreamFeeder(new DecodingOptions(), serverPort: 8080).Data(Up, Encoding.Latin1.GetBytes("GET / HTTP/1.1\r\nA: " + new string('a', 70_000))).End(Up, StreamEnd.Closed).Complete();
        sink.Doubts.ShouldHaveSingleItem().Reason.ShouldContain("64 KiB");
        sink = new StreamFeeder(new DecodingOptions(), serverPort: 8080)
            .Data(Up, Encoding.Latin1.GetBytes("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;" + new string('a', 5000))).End(Up, StreamEnd.Closed).Complete();
        sink.Doubts.ShouldHaveSingleItem().Reason.ShouldContain("4 KiB");
    }

    [Fact]
    public void Damaged_streams_never_throw()
    {
        byte[] good = Encoding.Latin1.GetBytes("POST /4 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: y\r\n\r\nPOST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n12345GET / HTTP/1.1\r\n\r\n");
        Random random = new(3);
        for (int round = 0; round < 5000; round++)
        {
            byte[] bytes = [.. good];
            for (int i = random.Next(1, 4); i > 0; i--) { bytes[random.Next(5, bytes.Length)] = (byte)random.Next(256); }
            int at = random.Next(bytes.Length);
            var feeder = new StreamFeeder(new DecodingOptions(), serverPort: 8080);
            feeder.DataWithGap(Up, bytes, at, round % 2 == 0 ? 0 : random.Next(bytes.Length - at), random.Next(1, 200)).End(Up, StreamEnd.Reset).Complete().Messages.Count.ShouldBeLessThan(6);
        }
    }

    private static HttpHead[] Heads(MessageRecorder sink, Direction direction) =>
        [.. sink.Messages.Where(message => message.Direction == direction).Select(message => (HttpHead)message.Value)];
}
