using System.Globalization;
using System.Text;

namespace Weir.Traffic.InMemory;

/// <summary>The client's side of an HTTP/1.1 connection over any stream: one request after the other. Understands bodies with a length and bodies that last until the end; a head is bounded.</summary>
internal sealed class HttpRequester(Stream connection)
{
    private const int LongestHead = 16 * 1024;

    private readonly byte[] _buffer = new byte[LongestHead];
    private int _have;

    /// <summary>True while the connection can take one more request.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>Sends a request without a body and reads the answer; of its body the first <paramref name="kept"/> bytes are kept.</summary>
    /// <exception cref="IOException">The connection broke, or what came is no answer.</exception>
    public async Task<HttpAnswer> AskAsync(string method, Uri url, int kept, CancellationToken cancellation)
    {
        string request = $"{method} {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nUser-Agent: weir\r\n\r\n";
        await connection.WriteAsync(Encoding.ASCII.GetBytes(request), cancellation).ConfigureAwait(false);
        string[] head = await ReadHeadAsync(cancellation).ConfigureAwait(false);
        string[] words = head[0].Split(' ', 3);
        if (words.Length < 2 || !words[0].StartsWith("HTTP/1.", StringComparison.Ordinal) || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int status)) { throw new IOException("what came is no answer of a web server"); }
        long? length = method == "HEAD" || status is 204 or 304 ? 0 : null;
        foreach (string line in head.AsSpan(1))
        {
            string value = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
            if (line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase) && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long said)) { length ??= said; }
            if (line.StartsWith("connection:", StringComparison.OrdinalIgnoreCase) && value.Equals("close", StringComparison.OrdinalIgnoreCase)) { IsOpen = false; }
            if (line.StartsWith("transfer-encoding:", StringComparison.OrdinalIgnoreCase)) { throw new IOException($"the answer has the transfer encoding {value}, which is not understood here"); }
        }

        if (length is null) { IsOpen = false; }
        return await ReadBodyAsync(status, length, kept, cancellation).ConfigureAwait(false);
    }

    private async Task<string[]> ReadHeadAsync(CancellationToken cancellation)
    {
        int end;
        while ((end = _buffer.AsSpan(0, _have).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (_have == _buffer.Length) { throw new IOException($"the head of the answer is longer than {LongestHead} bytes"); }
            int read = await connection.ReadAsync(_buffer.AsMemory(_have), cancellation).ConfigureAwait(false);
            if (read == 0) { throw new IOException("the connection ended before the answer"); }
            _have += read;
        }

        string[] lines = Encoding.Latin1.GetString(_buffer, 0, end).Split("\r\n");
        Drop(end + 4);
        return lines;
    }

    private async Task<HttpAnswer> ReadBodyAsync(int status, long? length, int kept, CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        long bytes = 0;
        while (length is null || bytes < length)
        {
            if (_have == 0) { _have = await connection.ReadAsync(_buffer, cancellation).ConfigureAwait(false); }
            if (_have == 0)
            {
                if (length is null) { break; }
                throw new IOException($"the connection ended after {bytes} of {length} bytes");
            }

            int part = (int)Math.Min(_have, (length ?? long.MaxValue) - bytes);
            body.Write(_buffer, 0, (int)Math.Clamp(kept - bytes, 0, part));
            bytes += part;
            Drop(part);
        }

        return new HttpAnswer(status, bytes, body.ToArray());
    }

    private void Drop(int count)
    {
        _buffer.AsSpan(count, _have - count).CopyTo(_buffer);
        _have -= count;
    }
}
