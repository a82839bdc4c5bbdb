using System.Globalization;
using System.Text;

namespace Weir.Wire.Http;

/// <summary>The start line and header fields of an HTTP/1 message (RFC 9112 2.1): a request or a response.</summary>
public sealed class HttpHead : IDescribed
{
    /// <summary>Bytes of the longest head that is read: four times what common servers accept.</summary>
    public const int MaxSize = 64 << 10;

    private HttpHead(string version, string? method, string? target, int status, string? reason, IReadOnlyList<HttpHeader> headers)
    {
        Version = version;
        Method = method;
        Target = target;
        Status = status;
        Reason = reason;
        Headers = headers;
    }

    /// <summary><c>HTTP/1.1</c> or <c>HTTP/1.0</c>.</summary>
    public string Version { get; }

    /// <summary>The method of a request; null for a response.</summary>
    public string? Method { get; }

    /// <summary>The target of a request; null for a response.</summary>
    public string? Target { get; }

    /// <summary>The status code of a response; 0 for a request.</summary>
    public int Status { get; }

    /// <summary>The reason phrase of a response, perhaps empty; null for a request.</summary>
    public string? Reason { get; }

    /// <summary>Header fields in their order.</summary>
    public IReadOnlyList<HttpHeader> Headers { get; }

    /// <summary>True for a request.</summary>
    public bool IsRequest => Method is not null;

    /// <summary>Bytes of body that followed; counted by who reads the stream, -1 while it is not known.</summary>
    public long BodyLength { get; init; } = -1;

    /// <summary>The value of the first field of that name (names compare without regard to case); null when there is none.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (HttpHeader header in Headers)
            {
                if (header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) { return header.Value; }
            }

            return null;
        }
    }

    /// <summary>The declared length of the body in bytes; null when it is absent, differs between fields, or is no number (RFC 9112 6.3).</summary>
    public long? ContentLength
    {
        get
        {
            long? length = null;
            foreach (HttpHeader header in Headers)
            {
                if (!header.Name.Equals("content-length", StringComparison.OrdinalIgnoreCase)) { continue; }
                if (!long.TryParse(header.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long value) || (length ?? value) != value) { return null; }
                length = value;
            }

            return length;
        }
    }

    /// <summary>True when the body comes in chunks (the last transfer coding is <c>chunked</c>).</summary>
    public bool IsChunked
    {
        get
        {
            // Several fields are one list (RFC 9110 5.3), so the last coding stands at the end of the last field.
            for (int i = Headers.Count - 1; i >= 0; i--)
            {
                if (!Headers[i].Name.Equals("transfer-encoding", StringComparison.OrdinalIgnoreCase)) { continue; }
                ReadOnlySpan<char> value = Headers[i].Value;
                return value[(value.LastIndexOf(',') + 1)..].Trim(" \t").Equals("chunked", StringComparison.OrdinalIgnoreCase);
            }

            return false;
        }
    }

    /// <summary>Reads a head from its first byte to the empty line, which is the end of <paramref name="head"/>. False when the start line or a field has another form.</summary>
    public static bool TryRead(ReadOnlySpan<byte> head, out HttpHead? value)
    {
        value = null;
        ReadOnlySpan<byte> line = NextLine(ref head);
        var headers = new List<HttpHeader>();
        if (line.StartsWith("HTTP/1."u8))
        {
            // status-line = HTTP-version SP status-code SP [ reason-phrase ]
            if (line.Length < 12 || line[8] != ' ' || (line.Length > 12 && line[12] != ' ') || !TryStatus(line.Slice(9, 3), out int status) || !TryHeaders(head, headers)) { return false; }
            value = new HttpHead(Latin(line[..8]), null, null, status, line.Length > 13 ? Latin(line[13..]) : "", headers);
            return true;
        }

        // request-line = method SP request-target SP HTTP-version
        int first = line.IndexOf((byte)' '), last = line.LastIndexOf((byte)' ');
        if (first <= 0 || last <= first + 1 || !line[(last + 1)..].StartsWith("HTTP/1."u8) || line.Length != last + 9 || !TryHeaders(head, headers)) { return false; }
        value = new HttpHead(Latin(line[(last + 1)..]), Latin(line[..first]), Latin(line[(first + 1)..last]), 0, null, headers);
        return true;
    }

    /// <summary>Writes the head with its empty line.</summary>
    public byte[] Encode()
    {
        var text = new StringBuilder();
        if (IsRequest) { text.Append(Method).Append(' ').Append(Target).Append(' ').Append(Version); }
        else { text.Append(Version).Append(' ').Append(Status.ToString("000", CultureInfo.InvariantCulture)).Append(' ').Append(Reason); }
        text.Append("\r\n");
        foreach (HttpHeader header in Headers) { text.Append(header.Name).Append(": ").Append(header.Value).Append("\r\n"); }
        return Encoding.Latin1.GetBytes(text.Append("\r\n").ToString());
    }

    /// <summary>The same head with the length of the body that followed.</summary>
    public HttpHead WithBody(long length) => new(Version, Method, Target, Status, Reason, Headers) { BodyLength = length };

    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        visitor.Field("version", Version);
        if (IsRequest)
        {
            visitor.Field("method", Method!);
            visitor.Field("target", Target!);
        }
        else
        {
            visitor.Field("status", Status);
            visitor.Field("reason", Reason!);
        }

        visitor.Begin("header");
        foreach (HttpHeader header in Headers) { visitor.Field(header.Name.ToLowerInvariant().Replace('-', '_'), header.Value); }
        visitor.End();
        if (BodyLength >= 0) { visitor.Field("body_length", BodyLength); }
    }

    private static bool TryHeaders(ReadOnlySpan<byte> rest, List<HttpHeader> headers)
    {
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> line = NextLine(ref rest);
            if (line.IsEmpty) { return true; }
            if (line[0] is (byte)' ' or (byte)'\t')
            {
                // A folded line goes on with the field before it (RFC 9112 5.2).
                if (headers.Count == 0) { return false; }
                headers[^1] = new HttpHeader(headers[^1].Name, (headers[^1].Value + " " + Latin(line.Trim(" \t"u8))).Trim(' '));
                continue;
            }

            int colon = line.IndexOf((byte)':');
            if (colon <= 0) { return false; }
            headers.Add(new HttpHeader(Latin(line[..colon]), Latin(line[(colon + 1)..].Trim(" \t"u8))));
        }

        return true;
    }

    private static bool TryStatus(ReadOnlySpan<byte> digits, out int status)
    {
        status = 0;
        foreach (byte b in digits)
        {
            if (b is < (byte)'0' or > (byte)'9') { return false; }
            status = (status * 10) + b - '0';
        }

        return status >= 100;
    }

    // A line ends with CRLF; a bare LF is read too (RFC 9112 2.2).
    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + 1)..];
        return line.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private static string Latin(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
