using System.Net;
using System.Net.Sockets;
using Weir.Telemetry;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Peers;

/// <summary>Listens for peers, dials the static nodes again and again, and keeps one session with each node. Runs from <see cref="Start"/> until it is disposed.</summary>
internal sealed partial class PeerServer : IAsyncDisposable
{
    private readonly PeerIdentity _self;
    private readonly PeerOptions _options;
    private readonly IPeerHost _host;
    private readonly TimeProvider _clock;
    private readonly Socket[] _listeners;
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _openings;
    private readonly Lock _lock = new();
    private readonly Dictionary<EthereumAddress, Peer> _peers = [];                 // guarded by _lock
    private readonly Dictionary<EthereumAddress, HalfPeer> _halves = [];            // guarded by _lock
    private readonly HashSet<Task> _running = [];                                   // guarded by _lock

    /// <summary>Binds the ports; nothing is accepted before <see cref="Start"/>.</summary>
    /// <exception cref="WeirException">A port is taken.</exception>
    public PeerServer(PeerIdentity self, PeerOptions options, IPeerHost host, TimeProvider clock)
    {
        _self = self;
        _options = options;
        _host = host;
        _clock = clock;
        _openings = new SemaphoreSlim(options.OpeningLimit);
        var listeners = new List<Socket>();
        try
        {
            foreach (int port in options.Ports) { listeners.Add(Listen(options.Listen, port)); }
        }
        catch
        {
            foreach (Socket listener in listeners) { listener.Dispose(); }
            throw;
        }

        _listeners = [.. listeners];
        Ports = [.. _listeners.Select(listener => ((IPEndPoint)listener.LocalEndPoint!).Port)];
    }

    /// <summary>The ports that are listened on, the main one first.</summary>
    public IReadOnlyList<int> Ports { get; }

    /// <summary>The sessions that are there.</summary>
    public IReadOnlyList<Peer> Peers
    {
        get { lock (_lock) { return [.. _peers.Values.Where(peer => peer.IsJoined)]; } }
    }

    /// <summary>Begins to accept and to dial.</summary>
    public void Start()
    {
        for (int i = 0; i < _listeners.Length; i++) { Track(AcceptAsync(_listeners[i], i)); }
        foreach (NodeUrl node in _options.StaticNodes)
        {
            if (node.Address != _self.Address) { Track(DialAsync(node)); }
        }
    }

    /// <summary>Ends all sessions, each peer told that the node quits, and stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_end.IsCancellationRequested) { return; }
        await _end.CancelAsync().ConfigureAwait(false);
        foreach (Socket listener in _listeners) { listener.Dispose(); }
        while (true)
        {
            Task[] running;
            lock (_lock) { running = [.. _running]; }
            if (running.Length == 0) { break; }
            await Task.WhenAll(running).ConfigureAwait(false);
            lock (_lock) { _running.ExceptWith(running); }
        }

        _openings.Dispose();
        _end.Dispose();
    }

    private static Socket Listen(IPAddress? address, int port)
    {
        var socket = new Socket(address?.AddressFamily ?? AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address is null) { socket.DualMode = true; }
            socket.Bind(new IPEndPoint(address ?? IPAddress.IPv6Any, port));
            socket.Listen(128);
            return socket;
        }
        catch (SocketException fault)
        {
            socket.Dispose();
            throw new WeirException($"port {port} cannot be used: {fault.Message}", 3, fault);
        }
    }

    /// <summary>Keeps a task until it ends, so that the end of the server can wait for it.</summary>
    private void Track(Task task)
    {
        lock (_lock) { _running.Add(task); }
        _ = task.ContinueWith(
            done =>
            {
                // Tasks of the server catch what they expect; what comes through is a mistake of ours, and is told.
                if (done.Exception is { } fault) { _host.Note($"a task of the peers failed: {fault.InnerException}"); }
                lock (_lock) { _running.Remove(done); }
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task AcceptAsync(Socket listener, int channel)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await _openings.WaitAsync(_end.Token).ConfigureAwait(false);
                Socket socket;
                try { socket = await listener.AcceptAsync(_end.Token).ConfigureAwait(false); }
                catch
                {
                    _openings.Release();
                    throw;
                }

                Track(TakeAsync(socket, channel));
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested) { return; }
            catch (SocketException fault)
            {
                // Too many open files, or a connection that was gone before it was taken.
                _host.Note($"a connection could not be taken: {fault.Message}");
                await PauseAsync(TimeSpan.FromMilliseconds(200)).ConfigureAwait(false);
            }
        }
    }

    private async Task TakeAsync(Socket socket, int channel)
    {
        RlpxChannel? connection = null;
        try
        {
            socket.NoDelay = true;
            (connection, Devp2pHello hello) = await OpenAsync(socket, null).ConfigureAwait(false);
            _openings.Release();
            TakeInbound(connection, hello, channel);
        }
        catch (Exception fault) when (IsExpected(fault))
        {
            if (connection is null)
            {
                _openings.Release();
                socket.Dispose();
            }

            if (_end.IsCancellationRequested) { return; }
            _options.Log.OpeningFailed(fault.Message);
            _host.Note($"a connection did not open: {fault.Message}");
        }
    }

    private static bool IsExpected(Exception fault) => fault is PeerException or SocketException or OperationCanceledException or ObjectDisposedException;

    private async Task PauseAsync(TimeSpan pause)
    {
        try { await Task.Delay(pause, _clock, _end.Token).ConfigureAwait(false); }
        catch (OperationCanceledException) when (_end.IsCancellationRequested) { return; }
    }
}
