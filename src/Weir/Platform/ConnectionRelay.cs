using System.Net;
using System.Net.Sockets;

namespace Weir.Platform;

/// <summary>Lets programs of one network namespace reach a place of another: it waits at the loopback of the one, and for each connection there makes one to the place and carries bytes between them.</summary>
internal sealed class ConnectionRelay : IAsyncDisposable
{
    private const int Most = 16;

    /// <summary>How long it waits when no connection can be taken: the process has no file left, for instance.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private readonly Socket _listener;
    private readonly Func<CancellationToken, Task<Socket>> _connect;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    private ConnectionRelay(Socket listener, Func<CancellationToken, Task<Socket>> connect, TimeProvider time)
    {
        (_listener, _connect, _time) = (listener, connect, time);
        _accepting = AcceptAsync();
    }

    /// <summary>The TCP port of <c>127.0.0.1</c> at which it waits.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Begins to wait in <paramref name="space"/>, whose loopback is up. A connection beyond the sixteenth at once waits; one whose place does not answer is closed.</summary>
    /// <exception cref="WeirException">The namespace is gone.</exception>
    public static ConnectionRelay Begin(NetworkNamespace space, Func<CancellationToken, Task<Socket>> connect, TimeProvider time)
    {
        Socket listener = space.Run(() =>
        {
            var made = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            made.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            made.Listen(Most);
            return made;
        });
        return new ConnectionRelay(listener, connect, time);
    }

    /// <summary>Ends every connection. Twice is harmless.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_end.IsCancellationRequested) { return; }
        await _end.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> open = [];
        try
        {
            while (true)
            {
                if (open.Count >= Most) { await Task.WhenAny(open).WaitAsync(_end.Token).ConfigureAwait(false); }
                open.RemoveAll(task => task.IsCompleted);
                if (await TryAcceptAsync().ConfigureAwait(false) is { } near) { open.Add(CarryAsync(near)); }
                else { await Task.Delay(s_pause, _time, _end.Token).ConfigureAwait(false); }
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open).ConfigureAwait(false);
        }
    }

    /// <summary>The next connection; null when it went away while it waited, or the machine cannot take it now.</summary>
    private async Task<Socket?> TryAcceptAsync()
    {
        try
        {
            return await _listener.AcceptAsync(_end.Token).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private async Task CarryAsync(Socket near)
    {
        Socket far;
        try
        {
            near.NoDelay = true;
            far = await _connect(_end.Token).ConfigureAwait(false);
        }
        catch (Exception silent) when (silent is WeirException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Whoever connected sees it, and tries again.
            near.Dispose();
            return;
        }

        await StreamRelay.RunAsync(new NetworkStream(near, ownsSocket: true), new NetworkStream(far, ownsSocket: true), _end.Token).ConfigureAwait(false);
    }
}
