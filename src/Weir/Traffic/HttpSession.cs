using System.Globalization;
using System.Net;
using System.Text;

namespace Weir.Traffic;

/// <summary>
/// One connection of a small HTTP/1.1 server, over any stream of bytes: GET and HEAD, a fixed body or the files of a folder, until one side ends it. What it reads is bounded in length and in time, and it never leaves its
/// folder.
/// </summary>
/// <param name="connection">The connection; whoever made the session disposes it.</param>
/// <param name="from">Who asks.</param>
/// <param name="options">What is served; a folder as a full path.</param>
/// <param name="clock">The time in which a client must say something.</param>
/// <param name="answered">Told of each request that was answered.</param>
internal sealed class HttpSession(Stream connection, EndPoint from, HttpServerOptions options, TimeProvider clock, Action<HttpExchange> answered)
{
    private const int LongestHead = 16 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Answers requests until the client ends, says nothing for too long, or is not understood; or until cancelled. Nothing of that is an error.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        byte[] head = new byte[LongestHead];
        int have = 0;
        using var silence = new CancellationTokenSource(s_patience, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, silence.Token);
        try
        {
            while (true)
            {
                silence.CancelAfter(s_patience);
                int end;
                while ((end = head.AsSpan(0, have).IndexOf("\r\n\r\n"u8)) < 0)
                {
                    if (have == head.Length)
                    {
                        await AnswerAsync("-", "-", 431, default, false, true, limit.Token).ConfigureAwait(false);
                        return;
                    }

                    int read = await connection.ReadAsync(head.AsMemory(have), limit.Token).ConfigureAwait(false);
                    if (read == 0) { return; }
                    have += read;
                }

                string text = Encoding.Latin1.GetString(head, 0, end);
                head.AsSpan(end + 4, have - end - 4).CopyTo(head);
                have -= end + 4;
                if (!await AnswerAsync(text, limit.Token).ConfigureAwait(false)) { return; }
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            return; // the client went away or was silent too long, or the server ends
        }
    }

    /// <summary>Answers one request; false when the connection ends after it.</summary>
    private async Task<bool> AnswerAsync(string head, CancellationToken cancellation)
    {
        string[] lines = head.Split("\r\n");
        string[] words = lines[0].Split(' ');
        if (words.Length != 3 || !words[2].StartsWith("HTTP/1.", StringComparison.Ordinal))
        {
            await AnswerAsync("-", "-", 400, default, false, true, cancellation).ConfigureAwait(false);
            return false;
        }

        bool close = words[2] == "HTTP/1.0";
        bool hasBody = false;
        foreach (string line in lines.AsSpan(1))
        {
            if (line.StartsWith("connection:", StringComparison.OrdinalIgnoreCase)) { close = line.Contains("close", StringComparison.OrdinalIgnoreCase) || (close && !line.Contains("keep-alive", StringComparison.OrdinalIgnoreCase)); }
            hasBody |= line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase) || line.StartsWith("transfer-encoding:", StringComparison.OrdinalIgnoreCase);
        }

        // A request's body is not read, so nothing behind it would be understood.
        close |= hasBody;
        bool isHead = words[0] == "HEAD";
        if (words[0] != "GET" && !isHead)
        {
            await AnswerAsync(words[0], words[1], 405, default, false, close, cancellation).ConfigureAwait(false);
            return !close;
        }

        if (options.Folder is null)
        {
            await AnswerAsync(words[0], words[1], 200, options.Body, isHead, close, cancellation).ConfigureAwait(false);
            return !close;
        }

        FileStream? file = Find(words[1]);
        if (file is null)
        {
            await AnswerAsync(words[0], words[1], 404, default, isHead, close, cancellation).ConfigureAwait(false);
            return !close;
        }

        await using (file.ConfigureAwait(false))
        {
            long length = file.Length;
            await connection.WriteAsync(Head(200, length, TypeOf(file.Name), close), cancellation).ConfigureAwait(false);
            byte[] part = new byte[64 * 1024];
            long left = isHead ? 0 : length;
            while (left > 0)
            {
                int read = Read(file, part.AsSpan(0, (int)Math.Min(part.Length, left)));
                if (read == 0) { return false; } // the file became shorter: only an early end can tell
                await connection.WriteAsync(part.AsMemory(0, read), cancellation).ConfigureAwait(false);
                left -= read;
            }

            answered(new HttpExchange(from, words[0], words[1], 200, isHead ? 0 : length));
        }

        return !close;
    }

    private async Task AnswerAsync(string method, string path, int status, ReadOnlyMemory<byte> body, bool isHead, bool close, CancellationToken cancellation)
    {
        byte[] head = Head(status, body.Length, "text/plain; charset=utf-8", close);
        byte[] all = isHead ? head : [.. head, .. body.Span];
        await connection.WriteAsync(all, cancellation).ConfigureAwait(false);
        answered(new HttpExchange(from, method, path, status, isHead ? 0 : body.Length));
    }

    private static byte[] Head(int status, long length, string type, bool close) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"HTTP/1.1 {status} {(HttpStatusCode)status}\r\nServer: weir\r\nContent-Type: {type}\r\nContent-Length: {length}\r\nConnection: {(close ? "close" : "keep-alive")}\r\n\r\n"));

    /// <summary>The file of a path, or null when there is none inside the folder.</summary>
    private FileStream? Find(string target)
    {
        try
        {
            string relative = Uri.UnescapeDataString(target.Split('?', '#')[0]).TrimStart('/');
            string path = Path.GetFullPath(Path.Combine(options.Folder!, relative));
            if (path != options.Folder && !path.StartsWith(options.Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)) { return null; }
            if (Directory.Exists(path)) { path = Path.Combine(path, "index.html"); }
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    // A file of this machine is there at once, and who waits for it on another thread is not where it began.
    private static int Read(FileStream file, Span<byte> into) => file.Read(into);

    private static string TypeOf(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".html" or ".htm" => "text/html; charset=utf-8",
        ".css" => "text/css",
        ".js" => "text/javascript",
        ".json" => "application/json",
        ".txt" or ".md" or ".yaml" or ".csv" => "text/plain; charset=utf-8",
        ".png" => "image/png",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
}
