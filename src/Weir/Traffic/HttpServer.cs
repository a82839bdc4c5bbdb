using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Weir.Traffic;

/// <summary>
/// A small HTTP/1.1 server for experiments: GET and HEAD, a fixed body or the files of a folder, connections that stay open. What it reads is bounded in length and in time, and it never leaves its folder.
/// </summary>
internal sealed class HttpServer : IDisposable
{
    private const int MostConnections = 1024;
    private const int LongestHead = 16 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly HttpServerOptions _options;
    private readonly Action<HttpExchange> _answered;
    private readonly Socket _listener;
    private readonly SemaphoreSlim _free = new(MostConnections);
    private readonly Lock _reporting = new();

    /// <summary>Listens on the port.</summary>
    /// <param name="options">What to serve.</param>
    /// <param name="answered">Told of each request; not by two threads at once.</param>
    /// <exception cref="WeirException">The port is taken or needs rights, or there is no such folder.</exception>
    public HttpServer(HttpServerOptions options, Action<HttpExchange> answered)
    {
        if (options.Folder is { } folder && !Directory.Exists(folder)) { throw new WeirException($"{folder}: there is no such folder"); }
        _options = options with { Folder = options.Folder is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Folder)) };
        _answered = answered;
        (_listener, EndPoint local) = TrafficTarget.Bindable(SocketType.Stream, ProtocolType.Tcp, options.Address, options.Port);
        try
        {
            _listener.Bind(local);
            _listener.Listen(512);
        }
        catch (SocketException fault)
        {
            _listener.Dispose();
            throw new WeirException($"port {options.Port} cannot be used: {fault.Message}", 3, fault);
        }
    }

    /// <summary>The port that is listened on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Serves until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                await _free.WaitAsync(cancellation).ConfigureAwait(false);
                Socket connection = await _listener.AcceptAsync(cancellation).ConfigureAwait(false);
                if (open.Count > MostConnections) { open.RemoveAll(task => task.IsCompleted); }
                open.Add(ServeAsync(connection, cancellation));
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Task.WhenAll(open).ConfigureAwait(false);
        }
    }

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        _free.Dispose();
    }

    private async Task ServeAsync(Socket connection, CancellationToken cancellation)
    {
        byte[] head = new byte[LongestHead];
        int have = 0;
        connection.NoDelay = true;
        EndPoint from = connection.RemoteEndPoint!;
        if (from is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped) { from = new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port); }
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            while (true)
            {
                limit.CancelAfter(Patience);
                int end;
                while ((end = head.AsSpan(0, have).IndexOf("\r\n\r\n"u8)) < 0)
                {
                    if (have == head.Length)
                    {
                        await AnswerAsync(connection, from, "-", "-", 431, default, false, true, limit.Token).ConfigureAwait(false);
                        return;
                    }

                    int read = await connection.ReceiveAsync(head.AsMemory(have), SocketFlags.None, limit.Token).ConfigureAwait(false);
                    if (read == 0) { return; }
                    have += read;
                }

                string text = Encoding.Latin1.GetString(head, 0, end);
                head.AsSpan(end + 4, have - end - 4).CopyTo(head);
                have -= end + 4;
                if (!await AnswerAsync(connection, from, text, limit.Token).ConfigureAwait(false)) { return; }
            }
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException or IOException)
        {
            return; // the client went away or was silent too long, or the server ends
        }
        finally
        {
            connection.Dispose();
            _free.Release();
        }
    }

    /// <summary>Answers one request; false when the connection ends after it.</summary>
    private async Task<bool> AnswerAsync(Socket connection, EndPoint from, string head, CancellationToken cancellation)
    {
        string[] lines = head.Split("\r\n");
        string[] words = lines[0].Split(' ');
        if (words.Length != 3 || !words[2].StartsWith("HTTP/1.", StringComparison.Ordinal))
        {
            await AnswerAsync(connection, from, "-", "-", 400, default, false, true, cancellation).ConfigureAwait(false);
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
            await AnswerAsync(connection, from, words[0], words[1], 405, default, false, close, cancellation).ConfigureAwait(false);
            return !close;
        }

        if (_options.Folder is null)
        {
            await AnswerAsync(connection, from, words[0], words[1], 200, _options.Body, isHead, close, cancellation).ConfigureAwait(false);
            return !close;
        }

        FileStream? file = Find(words[1]);
        if (file is null)
        {
            await AnswerAsync(connection, from, words[0], words[1], 404, default, isHead, close, cancellation).ConfigureAwait(false);
            return !close;
        }

        await using (file.ConfigureAwait(false))
        {
            long length = file.Length;
            await SendAllAsync(connection, Head(200, length, TypeOf(file.Name), close), cancellation).ConfigureAwait(false);
            byte[] part = new byte[64 * 1024];
            long left = isHead ? 0 : length;
            while (left > 0)
            {
                int read = await file.ReadAsync(part.AsMemory(0, (int)Math.Min(part.Length, left)), cancellation).ConfigureAwait(false);
                if (read == 0) { return false; } // the file became shorter: only an early end can tell
                await SendAllAsync(connection, part.AsMemory(0, read), cancellation).ConfigureAwait(false);
                left -= read;
            }

            Tell(new HttpExchange(from, words[0], words[1], 200, isHead ? 0 : length));
        }

        return !close;
    }

    private async Task AnswerAsync(Socket connection, EndPoint from, string method, string path, int status, ReadOnlyMemory<byte> body, bool isHead, bool close, CancellationToken cancellation)
    {
        byte[] head = Head(status, body.Length, "text/plain; charset=utf-8", close);
        byte[] all = isHead ? head : [.. head, .. body.Span];
        await SendAllAsync(connection, all, cancellation).ConfigureAwait(false);
        Tell(new HttpExchange(from, method, path, status, isHead ? 0 : body.Length));
    }

    private static byte[] Head(int status, long length, string type, bool close) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"HTTP/1.1 {status} {(HttpStatusCode)status}\r\nServer: weir\r\nContent-Type: {type}\r\nContent-Length: {length}\r\nConnection: {(close ? "close" : "keep-alive")}\r\n\r\n"));

    private static async Task SendAllAsync(Socket connection, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (!bytes.IsEmpty) { bytes = bytes[await connection.SendAsync(bytes, SocketFlags.None, cancellation).ConfigureAwait(false)..]; }
    }

    private void Tell(HttpExchange exchange)
    {
        lock (_reporting) { _answered(exchange); }
    }

    /// <summary>The file of a path, or null when there is none inside the folder.</summary>
    private FileStream? Find(string target)
    {
        try
        {
            string relative = Uri.UnescapeDataString(target.Split('?', '#')[0]).TrimStart('/');
            string path = Path.GetFullPath(Path.Combine(_options.Folder!, relative));
            if (path != _options.Folder && !path.StartsWith(_options.Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)) { return null; }
            if (Directory.Exists(path)) { path = Path.Combine(path, "index.html"); }
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

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
