using System.Text;
using Weir.Decoding;
using Weir.Wire;
using Weir.Wire.Dns;
using Weir.Wire.Http;

namespace Weir.Tests.Fuzz;

/// <summary>The protocols and languages made of text and names.</summary>
internal static class TextTargets
{
    /// <summary>Heads of HTTP messages.</summary>
    public static FuzzTarget Http() => new("http",
    [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: gzip, chunked\r\nA: b\r\n c\r\n\r\n"u8.ToArray(),
        "GET /a/b?c=d HTTP/1.1\r\nHost: example.org\r\nX-Empty:\r\nAccept:  text/html \t\r\n\r\n"u8.ToArray(),
        "HTTP/1.0 404 Not Found\n\n"u8.ToArray(),
    ], input =>
    {
        if (!HttpHead.TryRead(input, out HttpHead? head)) { return; }
        SilentVisitor.Visit(head!);
        Promise.Holds(HttpHead.TryRead(head!.Encode(), out HttpHead? again), "what is written is read");
        Promise.Holds((again!.Method, again.Target, again.Status, again.Reason, again.Version) == (head.Method, head.Target, head.Status, head.Reason, head.Version), "the start line stays the same");
        Promise.Holds(again.ContentLength == head.ContentLength && again.IsChunked == head.IsChunked && again.Headers.Count == head.Headers.Count, "the body is framed the same way");
    }, length => 16_384 + (length * 256L));

    /// <summary>DNS messages.</summary>
    public static FuzzTarget Dns() => new("dns",
    [
        Convert.FromHexString("12348180000100020001000103777777076578616d706c65036f72670000010001c00c000500010000003c000603636e31c010c02d00010001000000050004c0000201c01000020001000000050005026e73c010c04d001c000100000005001020010db8000000000000000000000001"),
        Convert.FromHexString("abcd01000001000000000001076578616d706c65036f726700000f00010000291000000000000000"),
    ], input =>
    {
        if (!DnsMessage.TryRead(input, out DnsMessage? message)) { return; }
        SilentVisitor.Visit(message!);
        Promise.Holds(message!.Questions.Count + message.Answers.Count + message.Authorities.Count + message.Additionals.Count <= input.Length, "records take bytes");
    }, length => 65_536 + (length * 4096L)); // A name of two bytes may stand for 255.

    /// <summary>Conditions as <c>--where</c> takes them.</summary>
    public static FuzzTarget Where() => new("where",
    [
        "tcp.dstport == 80 and ip.src in {10.0.0.0/8, 192.168.0.1} and not (tcp.len < 10 or http.header.host contains \"example\")"u8.ToArray(),
        "a.b != 0x1f || c in {1..5, -2} && !d"u8.ToArray(),
        "eth.src == 02:00:00:00:00:01 or x == 'y' or f >= 1.5e3"u8.ToArray(),
    ], input =>
    {
        try
        {
            WhereExpression expression = WhereExpression.Parse(Encoding.UTF8.GetString(input));
            IFieldVisitor visitor = expression.Begin();
            foreach (string name in expression.Fields)
            {
                visitor.Field(name, "10.0.0.1");
                visitor.Field(name, -5);
                visitor.Field(name, true);
                visitor.Field(name, (ReadOnlySpan<byte>)[2, 0, 0, 0, 0, 1]);
            }

            expression.Holds();
        }
        catch (WeirException mistake)
        {
            Promise.Holds(mistake.Message.StartsWith("--where, column ", StringComparison.Ordinal), $"a mistake is told with its column: {mistake.Message}");
        }
    }, length => 65_536 + (length * 4096L));
}
