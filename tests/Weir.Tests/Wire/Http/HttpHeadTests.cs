using System.Text;
using Weir.Tests.Fixtures;
using Weir.Wire.Http;

namespace Weir.Tests.Wire.Http;

public sealed class HttpHeadTests
{
    [Fact]
    public void A_request_is_read_and_written()
    {
        HttpHead head = Read("GET /a/b?c=d HTTP/1.1\r\nHost: example.org\r\nX-Empty:\r\nAccept:  text/html \t\r\n\r\n");
        head.IsRequest.ShouldBeTrue();
        (head.Method, head.Target, head.Version).ShouldBe(("GET", "/a/b?c=d", "HTTP/1.1"));
        head.Headers.ShouldBe([new("Host", "example.org"), new("X-Empty", ""), new("Accept", "text/html")]);
        head["HOST"].ShouldBe("example.org");
        head["none"].ShouldBeNull();
        head.BodyLength.ShouldBe(-1L);
        head.WithBody(0).BodyLength.ShouldBe(0L);
        Encoding.Latin1.GetString(head.Encode()).ShouldBe("GET /a/b?c=d HTTP/1.1\r\nHost: example.org\r\nX-Empty: \r\nAccept: text/html\r\n\r\n");
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", 200, "OK")]
    [InlineData("HTTP/1.0 404 Not Found\n\n", 404, "Not Found")]
    [InlineData("HTTP/1.1 204 \r\n\r\n", 204, "")]
    [InlineData("HTTP/1.1 204\r\n\r\n", 204, "")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n", 100, "Continue")]
    [InlineData("HTTP/1.1 200 O\r\n\r\n", 200, "O")]
    [InlineData("HTTP/1.1 299 caf\u00e9\r\n\r\n", 299, "caf\u00e9")]
    public void A_response_is_read(string text, int status, string reason)
    {
        HttpHead head = Read(text);
        head.IsRequest.ShouldBeFalse();
        (head.Status, head.Reason).ShouldBe((status, reason));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n\r\n")]
    [InlineData("GET / HTTP/2.0\r\n\r\n")]
    [InlineData("GET /\r\n\r\n")]
    [InlineData("GET  HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1x\r\n\r\n")]
    [InlineData(" GET / HTTP/1.1\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 099 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2x0 OK\r\n\r\n")]
    [InlineData("HTTP/1.1-200 OK\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nno colon\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n: no name\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n folded into nothing\r\n\r\n")]
    public void Another_form_is_refused(string text) => HttpHead.TryRead(Encoding.Latin1.GetBytes(text), out _).ShouldBeFalse();

    [Fact]
    public void A_folded_line_belongs_to_the_field_before_it() =>
        Read("GET / HTTP/1.1\r\nA: one\r\n\t two\r\nB: three\r\n\r\n").Headers.ShouldBe([new("A", "one two"), new("B", "three")]);

    [Theory]
    [InlineData("Content-Length: 5\r\n", 5L)]
    [InlineData("Content-Length: 5\r\nContent-Length: 5\r\n", 5L)]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n", null)]
    [InlineData("Content-Length: 5\r\nHost: a\r\nContent-Length: 5\r\n", 5L)]
    [InlineData("Host: 7\r\nContent-Length: 5\r\nAge: 9\r\n", 5L)]
    [InlineData("Content-Length: -5\r\n", null)]
    [InlineData("Content-Length: +5\r\n", null)]
    [InlineData("Content-Length: 99999999999999999999\r\n", null)]
    [InlineData("Content-Length: \r\n", null)]
    [InlineData("", null)]
    public void The_length_is_what_all_fields_say(string fields, long? length) => Read($"POST / HTTP/1.1\r\n{fields}\r\n").ContentLength.ShouldBe(length);

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n", true)]
    [InlineData("transfer-encoding: gzip, Chunked\r\n", true)]
    [InlineData("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", true)]
    [InlineData("Transfer-Encoding: gzip,\tchunked\r\nHost: a\r\n", true)]
    [InlineData("Transfer-Encoding: gzip\r\nTrailer: chunked\r\n", false)]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n", false)]
    [InlineData("Transfer-Encoding: unchunked\r\n", false)]
    [InlineData("Transfer-Encoding: chunked, gzip\r\n", false)]
    [InlineData("", false)]
    public void Chunked_is_the_last_coding(string fields, bool isChunked) => Read($"POST / HTTP/1.1\r\n{fields}\r\n").IsChunked.ShouldBe(isChunked);

    [Fact]
    public void A_head_names_its_fields()
    {
        FieldLines.Of(Read("GET /a HTTP/1.1\r\nHost: b\r\nX-Two-Parts: c\r\n\r\n")).ShouldBe("version=HTTP/1.1 method=GET target=/a header.host=b header.x_two_parts=c");
        HttpHead response = Read("HTTP/1.0 404 Not Found\r\n\r\n");
        FieldLines.Of(response).ShouldBe("version=HTTP/1.0 status=404 reason=Not Found");
        FieldLines.Of(response.WithBody(0)).ShouldEndWith("reason=Not Found body_length=0");
        FieldLines.Of(response.WithBody(12)).ShouldEndWith("reason=Not Found body_length=12");
    }

    [Fact]
    public void What_is_read_is_read_again_from_what_is_written_and_random_bytes_never_throw()
    {
        byte[] good = Encoding.Latin1.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nA: b\r\n c\r\n\r\n");
        Random random = new(31);
        int read = 0;
        for (int round = 0; round < 30_000; round++)
        {
            byte[] bytes = [.. good];
            for (int i = random.Next(1, 5); i > 0; i--) { bytes[random.Next(bytes.Length)] = (byte)random.Next(256); }
            if (!HttpHead.TryRead(bytes.AsSpan(0, random.Next(bytes.Length + 1)), out HttpHead? head)) { continue; }
            read++;
            _ = head!.ContentLength;
            HttpHead.TryRead(head.Encode(), out HttpHead? again).ShouldBeTrue($"round {round}");
            (again!.Status, again.Reason, again.Version).ShouldBe((head.Status, head.Reason, head.Version), $"round {round}");
            again.IsChunked.ShouldBe(head.IsChunked);
            again.Headers.Count.ShouldBe(head.Headers.Count, $"round {round}");
        }

        read.ShouldBeGreaterThan(1000);
    }

    private static HttpHead Read(string text)
    {
        HttpHead.TryRead(Encoding.Latin1.GetBytes(text), out HttpHead? head).ShouldBeTrue();
        return head!;
    }
}
