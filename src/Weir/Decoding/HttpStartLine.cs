namespace Weir.Decoding;

/// <summary>The first lines of HTTP messages as they are told from other bytes (RFC 9112 3 and 4).</summary>
internal static class HttpStartLine
{
    private const int VersionLength = 8; // HTTP/1.x

    /// <summary>The methods that begin a request, each with its space.</summary>
    public static readonly byte[][] Methods =
    [
        "GET "u8.ToArray(), "POST "u8.ToArray(), "HEAD "u8.ToArray(), "PUT "u8.ToArray(), "DELETE "u8.ToArray(), "OPTIONS "u8.ToArray(),
        "PATCH "u8.ToArray(), "CONNECT "u8.ToArray(), "TRACE "u8.ToArray(),
    ];

    /// <summary>Where in a line, without its end, a request begins; -1 when none does. What comes before it is the rest of a body, which need not end with its line.</summary>
    public static int FindRequest(ReadOnlySpan<byte> line)
    {
        int version = line.Length - VersionLength;
        if (version < 1 || !IsVersion(line[version..]) || line[version - 1] != ' ') { return -1; }
        int target = line[..(version - 1)].LastIndexOf((byte)' ') + 1;
        if (target == 0 || target == version - 1 || line[target..(version - 1)].ContainsAnyExceptInRange((byte)0x21, (byte)0x7e)) { return -1; }
        foreach (byte[] method in Methods)
        {
            if (line[..target].EndsWith(method)) { return target - method.Length; }
        }

        return -1;
    }

    /// <summary>Where in a line, without its end, a response begins; -1 when none does.</summary>
    public static int FindResponse(ReadOnlySpan<byte> line)
    {
        for (int at = line.IndexOf("HTTP/1."u8); at >= 0;)
        {
            ReadOnlySpan<byte> rest = line[at..];
            if (rest.Length >= 12 && IsVersion(rest[..VersionLength]) && rest[8] == ' ' && !rest[9..12].ContainsAnyExceptInRange((byte)'0', (byte)'9') && rest[9] is >= (byte)'1' and <= (byte)'5'
                && (rest.Length == 12 || rest[12] == ' '))
            {
                return at;
            }

            int next = rest[1..].IndexOf("HTTP/1."u8);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return -1;
    }

    /// <summary>True for a line of a head after its first: a name and a colon, or the rest of a folded field.</summary>
    public static bool IsField(ReadOnlySpan<byte> line) =>
        line[0] is (byte)' ' or (byte)'\t' || (line.IndexOf((byte)':') is var colon and > 0 && !line[..colon].ContainsAnyExceptInRange((byte)0x21, (byte)0x7e));

    private static bool IsVersion(ReadOnlySpan<byte> text) => text.StartsWith("HTTP/1."u8) && text[7] is >= (byte)'0' and <= (byte)'9';
}
