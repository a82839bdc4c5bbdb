using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Weir.Wire.Http;

namespace Weir.Consensus.Validating.Rpc;

/// <summary>JSON-RPC over HTTP: POST with a request or a batch, one answer each. Small and bounded: so many connections, so large a request; whoever sends more is told so and closed.</summary>
internal sealed class RpcServer : IAsyncDisposable
{
    private const int ConnectionLimit = 64;
    private const int BodyLimit = 1 << 20;
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(60);

    private readonly Socket _listener;
    private readonly RpcMethods _methods;
    private readonly Action<string> _note;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _slots = new(ConnectionLimit);
    private Task _accepting = Task.CompletedTask;

    /// <summary>Binds the port.</summary>
    /// <exception cref="WeirException">It is taken.</exception>
    public RpcServer(IPAddress? address, int port, RpcMethods methods, Action<string> note, TimeProvider clock)
    {
        _methods = methods;
        _note = note;
        _clock = clock;
        _listener = new Socket(address?.AddressFamily ?? AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address is null) { _listener.DualMode = true; }
            _listener.Bind(new IPEndPoint(address ?? IPAddress.IPv6Any, port));
            _listener.Listen(64);
        }
        catch (SocketException fault)
        {
            _listener.Dispose();
            throw new WeirException($"port {port} cannot be used: {fault.Message}", 3, fault);
        }
    }

    /// <summary>The port it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Begins to answer.</summary>
    public void Start() => _accepting = AcceptAsync();

    /// <summary>Stops listening, and ends what is open.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_end.IsCancellationRequested) { return; }
        await _end.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        for (int i = 0; i < ConnectionLimit; i++) { await _slots.WaitAsync().ConfigureAwait(false); }
        _slots.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                await _slots.WaitAsync(_end.Token).ConfigureAwait(false);
                try
                {
                    Socket connection = await _listener.AcceptAsync(_end.Token).ConfigureAwait(false);
                    _ = ServeAsync(connection);
                }
                catch (SocketException fault)
                {
                    _slots.Release();
                    _note($"a connection of the RPC could not be taken: {fault.Message}");
                    await Task.Delay(TimeSpan.FromMilliseconds(200), _clock, _end.Token).ConfigureAwait(false);
                }
                catch
                {
                    _slots.Release();
                    throw;
                }
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException)
        {
            // The server ends.
            return;
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        try
        {
            using Socket socket = connection;
            socket.NoDelay = true;
            byte[] buffer = new byte[8192];
            int have = 0;
            while (true)
            {
                using var idle = new CancellationTokenSource(s_idle, _clock);
                using var both = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, _end.Token);
                int end;
                while ((end = buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8)) < 0)
                {
                    if (have >= HttpHead.MaxSize) { return; }
                    (buffer, have) = await ReadMoreAsync(socket, buffer, have, both.Token).ConfigureAwait(false);
                    if (have < 0) { return; }
                }

                if (!HttpHead.TryRead(buffer.AsSpan(0, end + 4), out HttpHead? head) || !head!.IsRequest) { return; }
                long length = head.ContentLength ?? 0;
                if (head.Method != "POST" || length > BodyLimit)
                {
                    await SendAsync(socket, length > BodyLimit ? 413 : 405, Encoding.UTF8.GetBytes("send a JSON-RPC request of at most 1 MiB with POST\n"), close: true, both.Token).ConfigureAwait(false);
                    return;
                }

                int whole = end + 4 + (int)length;
                while (have < whole)
                {
                    (buffer, have) = await ReadMoreAsync(socket, buffer, have, both.Token).ConfigureAwait(false);
                    if (have < 0) { return; }
                }

                byte[] answer = await _methods.AnswerAsync(buffer.AsMemory(end + 4, (int)length), both.Token).ConfigureAwait(false);
                bool close = string.Equals(head["Connection"], "close", StringComparison.OrdinalIgnoreCase);
                await SendAsync(socket, 200, answer, close, both.Token).ConfigureAwait(false);
                if (close) { return; }
                buffer.AsSpan(whole, have - whole).CopyTo(buffer);
                have -= whole;
            }
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone, or nothing came for a minute, or the server ends: none is worth a word.
            return;
        }
        catch (Exception fault)
        {
            _note($"the RPC failed: {fault.Message}");
        }
        finally
        {
            _slots.Release();
        }
    }

    private static async Task<(byte[] Buffer, int Have)> ReadMoreAsync(Socket socket, byte[] buffer, int have, CancellationToken cancellation)
    {
        if (have == buffer.Length) { Array.Resize(ref buffer, buffer.Length * 2); }
        int read = await socket.ReceiveAsync(buffer.AsMemory(have), SocketFlags.None, cancellation).ConfigureAwait(false);
        return (buffer, read == 0 ? -1 : have + read);
    }

    private static async Task SendAsync(Socket socket, int status, byte[] body, bool close, CancellationToken cancellation)
    {
        string head = string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} {(HttpStatusCode)status}\r\nServer: weir\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: {(close ? "close" : "keep-alive")}\r\n\r\n");
        ReadOnlyMemory<byte> rest = (byte[])[.. Encoding.ASCII.GetBytes(head), .. body];
        while (!rest.IsEmpty) { rest = rest[await socket.SendAsync(rest, SocketFlags.None, cancellation).ConfigureAwait(false)..]; }
    }
}
