using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Weir.Traffic;

/// <summary>
/// A small web server for experiments: answers GET and HEAD with one page or with the files of a folder, over IPv4 and IPv6, keeps connections open as HTTP/1.1 wants it, and counts what it served. At most
/// <see cref="ConnectionLimit"/> connections are served at once; more wait in the socket's queue.
/// </summary>
public sealed class HttpServer(int port, string? folder, int bodySize) : IDisposable
{
    /// <summary>Connections at once.</summary>
    public const int ConnectionLimit = 512;

    private const int HeadLimit = 16 * 1024;
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(30);

    private readonly Socket _socket = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
    private readonly SemaphoreSlim _slots = new(ConnectionLimit);
    private readonly byte[] _page = bodySize > 0 ? new byte[bodySize] : Encoding.UTF8.GetBytes("<!doctype html><title>weir</title><p>It works.</p>\n");
    private long _requests;
    private long _bytes;
    private long _broken;

    /// <summary>Requests answered.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Bytes of the bodies sent.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Connections that broke before their answer was sent.</summary>
    public long Broken => Interlocked.Read(ref _broken);

    /// <summary>Called with method, path, status and client for each request; from any thread.</summary>
    public event Action<string, string, int, EndPoint?>? Served;

    /// <summary>Begins to listen; connections are accepted from here on.</summary>
    /// <exception cref="WeirException">The port is taken or may not be used (exit code 3).</exception>
    public void Listen()
    {
        try
        {
            _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            _socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
            _socket.Listen(ConnectionLimit);
        }
        catch (SocketException fault)
        {
            throw new WeirException(string.Create(CultureInfo.InvariantCulture, $"port {port} cannot be listened at: {fault.Message}"), 3, fault);
        }
    }

    /// <summary>Serves until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await _slots.WaitAsync(cancellation).ConfigureAwait(false);
                _ = ServeAsync(await _socket.AcceptAsync(cancellation).ConfigureAwait(false), cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _slots.Dispose();
    }

    // The border of a connection: what its client does wrong ends it alone.
    private async Task ServeAsync(Socket client, CancellationToken cancellation)
    {
        try
        {
            using var stream = new NetworkStream(client, ownsSocket: true);
            using var reader = new StreamReader(stream, Encoding.ASCII, false, 4096, leaveOpen: true);
            while (!cancellation.IsCancellationRequested && await ReadHeadAsync(reader, cancellation).ConfigureAwait(false) is { } head)
            {
                bool keep = await AnswerAsync(stream, head, client.RemoteEndPoint, cancellation).ConfigureAwait(false);
                if (!keep) { break; }
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Interlocked.Increment(ref _broken);
        }
        finally
        {
            if (!cancellation.IsCancellationRequested) { _slots.Release(); }
        }
    }

    private static async Task<List<string>?> ReadHeadAsync(StreamReader reader, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_idle);
        var lines = new List<string>();
        int length = 0;
        while (await reader.ReadLineAsync(limit.Token).ConfigureAwait(false) is { } line)
        {
            if (line.Length == 0 && lines.Count > 0) { return lines; }
            if (line.Length > 0) { lines.Add(line); }
            if ((length += line.Length) > HeadLimit) { return null; }
        }

        return null;
    }

    private async Task<bool> AnswerAsync(NetworkStream stream, List<string> head, EndPoint? client, CancellationToken cancellation)
    {
        string[] words = head[0].Split(' ');
        (string method, string path) = words.Length == 3 ? (words[0], words[1]) : ("", "");
        bool close = words.Length != 3 || words[2] == "HTTP/1.0" || head.Exists(line => line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase) && line.Contains("close", StringComparison.OrdinalIgnoreCase));
        (int status, byte[] body) = method is "GET" or "HEAD" ? Find(path) : (words.Length == 3 ? 405 : 400, []);
        string reason = status switch { 200 => "OK", 404 => "Not Found", 405 => "Method Not Allowed", _ => "Bad Request" };
        byte[] start = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} {reason}\r\nServer: weir\r\nContent-Type: {(folder is null ? "text/html; charset=utf-8" : "application/octet-stream")}\r\nContent-Length: {body.Length}\r\nConnection: {(close ? "close" : "keep-alive")}\r\n\r\n"));
        await stream.WriteAsync(start, cancellation).ConfigureAwait(false);
        if (method == "GET") { await stream.WriteAsync(body, cancellation).ConfigureAwait(false); }
        Interlocked.Increment(ref _requests);
        Interlocked.Add(ref _bytes, method == "GET" ? body.Length : 0);
        Served?.Invoke(method, path, status, client);
        return !close;
    }

    private (int Status, byte[] Body) Find(string path)
    {
        if (folder is null) { return (200, _page); }
        string root = Path.GetFullPath(folder);
        string relative = Uri.UnescapeDataString(path.Split('?')[0]).TrimStart('/');
        string full = Path.GetFullPath(Path.Combine(root, relative.Length == 0 ? "index.html" : relative));
        // Nothing above the folder, however the path is written.
        if (!full.StartsWith(root + "/", StringComparison.Ordinal) || !File.Exists(full)) { return (404, []); }
        return (200, File.ReadAllBytes(full));
    }
}
