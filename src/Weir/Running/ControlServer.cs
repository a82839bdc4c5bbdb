using System.Net.Sockets;
using System.Text.Json;
using Weir.Platform;

namespace Weir.Running;

/// <summary>
/// Answers the verbs that act on a living run (<c>weir ps</c>, <c>exec</c>, <c>logs</c>, <c>link</c>, <c>down</c> ...): a Unix socket that only this user may open, one JSON object a line both ways, one request
/// a connection. At most <see cref="ConnectionLimit"/> connections are served at once; more wait in the socket's queue.
/// </summary>
internal sealed class ControlServer : IAsyncDisposable
{
    private const int ConnectionLimit = 64;

    // The usual reason is that there are no descriptors left: others give theirs back meanwhile.
    private static readonly TimeSpan s_acceptPause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly string _path;
    private readonly LabRun _run;
    private readonly Dictionary<string, IControlRequest> _requests;
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _slots = new(ConnectionLimit);
    private readonly Task _accepting;

    /// <summary>Begins to listen at <paramref name="path"/>.</summary>
    public ControlServer(string path, LabRun run, IEnumerable<IControlRequest> requests)
    {
        _path = path;
        _run = run;
        _requests = requests.ToDictionary(one => one.Name);
        if (!SocketPath.Fits(path)) { throw new WeirException($"the path of the run's socket, {path}, is too long, {SocketPath.Longest} bytes are the most: set WEIR_REGISTRY to a folder with a shorter path", 3); }
        _socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _socket.Listen(ConnectionLimit);
        _accepting = AcceptAsync();
    }

    /// <summary>Stops listening, ends what is being served, and takes the socket away.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_end.IsCancellationRequested) { return; }
        await _end.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        await _accepting.ConfigureAwait(false);
        for (int i = 0; i < ConnectionLimit; i++) { await _slots.WaitAsync(TimeSpan.FromSeconds(1)).ConfigureAwait(false); }
        if (File.Exists(_path)) { File.Delete(_path); }
        _slots.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            Socket client;
            try
            {
                await _slots.WaitAsync(_end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                client = await _socket.AcceptAsync(_end.Token).ConfigureAwait(false);
            }
            catch (SocketException) when (!_end.IsCancellationRequested)
            {
                // This connection is lost, not those that follow.
                _run.ControlConnectionsLost++;
                _slots.Release();
                await Task.WhenAny(Task.Delay(s_acceptPause, _run.Time, _end.Token)).ConfigureAwait(false);
                continue;
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                _slots.Release();
                return;
            }

            _ = ServeAsync(client);
        }
    }

    // The border of a connection: whatever goes wrong ends this one only, and its client is told.
    private async Task ServeAsync(Socket client)
    {
        try
        {
            using var stream = new NetworkStream(client, ownsSocket: true);
            var lines = new ControlLines(stream);
            var reply = new ControlReply(stream, lines);
            try
            {
                await AnswerAsync(lines, reply).ConfigureAwait(false);
            }
            catch (WeirException fault)
            {
                await reply.SendAsync(json => WriteFault(json, fault.Message, fault.ExitCode), _end.Token).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
            {
                await reply.SendAsync(json => WriteFault(json, $"the request is not understood: {fault.Message}", 2), _end.Token).ConfigureAwait(false);
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            _run.ControlConnectionsLost++;
        }
        finally
        {
            _slots.Release();
        }
    }

    private static void WriteFault(Utf8JsonWriter json, string message, int exitCode)
    {
        json.WriteString("error", message);
        json.WriteNumber("exitCode", exitCode);
    }

    private async Task AnswerAsync(ControlLines lines, ControlReply reply)
    {
        string line = await lines.ReadAsync(_end.Token).ConfigureAwait(false) ?? "";
        using var json = JsonDocument.Parse(line);
        string name = json.RootElement.GetProperty("do").GetString() ?? "";
        if (!_requests.TryGetValue(name, out IControlRequest? request)) { throw new WeirException($"this run does not know the request '{name}'; its weir may be of another version"); }
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        Task watching = request.Lasts(json.RootElement) ? WatchAsync(lines, over) : Task.CompletedTask;
        try
        {
            await request.HandleAsync(json.RootElement, reply, _run, over.Token).ConfigureAwait(false);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(false);
        }
    }

    // Ends a request whose other side is done or gone. What it says meanwhile belongs to nothing.
    private static async Task WatchAsync(ControlLines lines, CancellationTokenSource over)
    {
        try
        {
            while (await lines.ReadAsync(over.Token).ConfigureAwait(false) is not null) { }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or WeirException)
        {
            // As at the end.
            await over.CancelAsync().ConfigureAwait(false);
            return;
        }

        await over.CancelAsync().ConfigureAwait(false);
    }
}
