using System.Threading.Channels;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Peers;

/// <summary>
/// A session with one node, over one connection or two (klaytn-ibft 2.6): hello has passed on each. <see cref="RunAsync"/> exchanges the statuses, then hands on what comes and sends what is queued, until the session ends for a reason.
/// </summary>
internal sealed class Peer
{
    /// <summary>Messages that wait to be sent on one channel at most; what comes beyond is dropped and counted. A healthy peer takes a few for each block.</summary>
    public const int QueueLimit = 1024;

    /// <summary>Bytes that are sent with one call, if so many wait.</summary>
    private const int FlushSize = 64 << 10;

    /// <summary>How often each channel is pinged.</summary>
    public static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(15);

    // A part of the ping's interval: every look wakes the process for each of its peers.
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_readLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_writeLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_statusLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_disconnectLimit = TimeSpan.FromSeconds(1);

    private readonly IPeerHost _host;
    private readonly TimeProvider _clock;
    private readonly RlpxChannel[] _channels;
    private readonly Channel<WireMessage>[] _queues;
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource<Devp2pStatus> _status = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private (DisconnectReason Reason, string Why)? _ended;   // guarded by _lock
    private bool _isTold;                                    // guarded by _lock: the peer said why itself, or cannot be told
    private long _dropped;

    /// <summary>Makes the session of connections whose hellos have passed.</summary>
    /// <param name="host">The node.</param>
    /// <param name="hello">What the peer said of itself.</param>
    /// <param name="version">The common version of the sub-protocol.</param>
    /// <param name="channels">Its connections, the main one first.</param>
    /// <param name="clock">The clock.</param>
    public Peer(IPeerHost host, Devp2pHello hello, ulong version, RlpxChannel[] channels, TimeProvider clock)
    {
        _host = host;
        _clock = clock;
        _channels = channels;
        Hello = hello;
        Version = version;
        Address = EthereumAddress.FromPublicKey(hello.Id.Span);
        // What is queued for a connection that waits is written by the thread that queued it, as far as the kernel takes it at once.
        _queues = [.. channels.Select(_ => Channel.CreateBounded<WireMessage>(new BoundedChannelOptions(QueueLimit) { SingleReader = true, AllowSynchronousContinuations = true }))];
        Began = clock.GetTimestamp();
    }

    /// <summary>What the peer said of itself.</summary>
    public Devp2pHello Hello { get; }

    /// <summary>The common version of the sub-protocol istanbul.</summary>
    public ulong Version { get; }

    /// <summary>The peer's consensus address.</summary>
    public EthereumAddress Address { get; }

    /// <summary>When the session began, in the clock's time stamps.</summary>
    public long Began { get; }

    /// <summary>True when this node dialed.</summary>
    public bool IsOutbound => _channels[0].IsInitiator;

    /// <summary>The main connection's ends.</summary>
    public RlpxChannel Main => _channels[0];

    /// <summary>How many connections the session has.</summary>
    public int ChannelCount => _channels.Length;

    /// <summary>What the peer told of its chain; there after the session was joined.</summary>
    public Devp2pStatus? Status { get; private set; }

    /// <summary>True when both statuses fit, and the host was told.</summary>
    public bool IsJoined { get; private set; }

    /// <summary>True from the moment on in which a reason to end it is known.</summary>
    public bool HasEnded
    {
        get { lock (_lock) { return _ended is not null; } }
    }

    /// <summary>Messages that found no room in the queue.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Queues a message; transactions go over the second channel where there is one, and have half of the room, as votes do not come again. False when there is no room: it is dropped and counted.</summary>
    public bool TrySend(WireMessage message)
    {
        if (message.Code != Devp2pCodes.Transactions) { return TrySend(message, 0); }
        int channel = _channels.Length - 1;
        if (_queues[channel].Reader.Count < QueueLimit / 2) { return TrySend(message, channel); }
        Interlocked.Increment(ref _dropped);
        return false;
    }

    /// <summary>Ends the session; the peer is told the reason where that is usual. Only the first reason counts.</summary>
    public void End(DisconnectReason reason, string why, bool isTold = false)
    {
        lock (_lock)
        {
            if (_ended is not null) { return; }
            _ended = (reason, why);
            _isTold = isTold || reason == DisconnectReason.NetworkError;
        }

        // What waits for the end goes on elsewhere: the caller may hold a lock.
        _ = _end.CancelAsync();
    }

    /// <summary>Runs the session until it ends, which closes its connections. Never throws.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using CancellationTokenRegistration quitting = cancellation.UnsafeRegister(peer => ((Peer)peer!).End(DisconnectReason.Quitting, "the node ends"), this);
        TrySend(new WireMessage(Devp2pCodes.Status, _host.Status(Version).Encode()), 0);
        Task written = Task.WhenAll(Enumerable.Range(0, _channels.Length).Select(WriteAsync));
        await Task.WhenAll([written, WatchAsync(written), JoinAsync(), .. Enumerable.Range(0, _channels.Length).Select(ReadAsync)]).ConfigureAwait(false);
        (DisconnectReason reason, string why) = _ended!.Value;
        if (IsJoined) { await _host.LeaveAsync(this, reason, why).ConfigureAwait(false); }
        else { _host.Note($"session with {Address} at {Main.Remote} ended before it began: {why}"); }
    }

    private bool TrySend(WireMessage message, int channel)
    {
        if (_queues[channel].Writer.TryWrite(message)) { return true; }
        Interlocked.Increment(ref _dropped);
        return false;
    }

    private async Task JoinAsync()
    {
        try
        {
            Devp2pStatus theirs = await _status.Task.WaitAsync(s_statusLimit, _clock, _end.Token).ConfigureAwait(false);
            Devp2pStatus ours = _host.Status(Version);
            string? misfit = theirs.Genesis != ours.Genesis ? $"its genesis block is {theirs.Genesis}"
                : theirs.NetworkId != ours.NetworkId ? $"its network is {theirs.NetworkId}"
                : theirs.ChainId != ours.ChainId ? $"its chain is {theirs.ChainId}"
                : theirs.ProtocolVersion != Version ? $"it says protocol version {theirs.ProtocolVersion}"
                : null;
            if (misfit is not null) { throw new PeerException(DisconnectReason.SubprotocolError, misfit); }
            if (!_host.IsWelcome(Address, Main.RemoteType)) { throw new PeerException(DisconnectReason.UselessPeer, "it is no validator"); }
            Status = theirs;
            IsJoined = true;
            await _host.JoinAsync(this).ConfigureAwait(false);
            _joined.SetResult();
        }
        catch (TimeoutException)
        {
            End(DisconnectReason.ReadTimeout, "it did not tell its status in time");
        }
        catch (PeerException fault)
        {
            End(fault.Reason, fault.Message);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The session ended for a reason of its own.
            _status.TrySetCanceled();
        }
    }

    private async Task ReadAsync(int channel)
    {
        try
        {
            while (true)
            {
                WireMessage message = await _channels[channel].ReadAsync(_end.Token).ConfigureAwait(false);
                if (message.Code < Devp2pCodes.ProtocolOffset) { TakeBase(message, channel); }
                else if (message.Code >= Devp2pCodes.ProtocolOffset + PeerIdentity.CodesOf(Version)) { throw new PeerException(DisconnectReason.SubprotocolError, $"it sent the unknown code {message.Code}"); }
                else if (message.Code == Devp2pCodes.Status) { TakeStatus(message); }
                else
                {
                    // What comes before both statuses fit waits for that: the session may turn out to be with another network.
                    if (!_joined.Task.IsCompleted) { await _joined.Task.WaitAsync(_end.Token).ConfigureAwait(false); }
                    await _host.ReceiveAsync(this, message, _end.Token).ConfigureAwait(false);
                }
            }
        }
        catch (PeerException fault)
        {
            End(fault.Reason, fault.Message);
        }
        catch (OperationCanceledException)
        {
            End(DisconnectReason.Requested, "the session was cancelled");
        }
        // The border of the connection: whatever a peer's bytes make go wrong ends its session, not the node.
        catch (Exception fault)
        {
            End(DisconnectReason.SubprotocolError, $"{fault.GetType().Name}: {fault.Message}");
        }
    }

    private void TakeBase(WireMessage message, int channel)
    {
        switch (message.Code)
        {
            case Devp2pCodes.Ping:
                TrySend(WireMessage.Pong, channel);
                break;
            case Devp2pCodes.Disconnect:
                bool read = Devp2pDisconnect.TryRead(message.Payload.Span, out Devp2pDisconnect? disconnect);
                ulong reason = read ? disconnect!.Reason : 0;
                End((DisconnectReason)Math.Min(reason, int.MaxValue), $"it ended the session: {Devp2pDisconnect.ReasonText(reason)}", isTold: true);
                break;
        }
    }

    private void TakeStatus(WireMessage message)
    {
        if (!Devp2pStatus.TryRead(message.Payload.Span, out Devp2pStatus? status)) { throw new PeerException(DisconnectReason.SubprotocolError, "its status cannot be read"); }
        if (!_status.TrySetResult(status!)) { throw new PeerException(DisconnectReason.SubprotocolError, "it told its status twice"); }
    }

    private async Task WriteAsync(int channel)
    {
        RlpxChannel connection = _channels[channel];
        var written = new List<WireMessage>();
        try
        {
            ChannelReader<WireMessage> queue = _queues[channel].Reader;
            while (await queue.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
            {
                // What waits together is sent together: votes come in bursts, and a call for each costs more than what is in it.
                while (!_end.IsCancellationRequested && connection.Waiting < FlushSize && queue.TryRead(out WireMessage? message))
                {
                    connection.Append(message);
                    written.Add(message);
                }

                if (written.Count > 0)
                {
                    await connection.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                    foreach (WireMessage message in written) { _host.Wrote(this, message); }
                    written.Clear();
                }

                // What is left when the session ends is not sent any more.
                while (_end.IsCancellationRequested && queue.TryRead(out _)) { Interlocked.Increment(ref _dropped); }
            }

            await SayWhyAsync(connection).ConfigureAwait(false);
        }
        catch (PeerException fault)
        {
            End(fault.Reason, fault.Message);
        }
        finally
        {
            connection.Dispose();
        }
    }

    private async Task SayWhyAsync(RlpxChannel connection)
    {
        bool isTold;
        DisconnectReason reason;
        lock (_lock)
        {
            isTold = _isTold;
            reason = _ended!.Value.Reason;
        }

        if (isTold) { return; }
        using var limit = new CancellationTokenSource(s_disconnectLimit, _clock);
        try
        {
            await connection.WriteAsync(new WireMessage(Devp2pCodes.Disconnect, new Devp2pDisconnect { Reason = (ulong)reason }.Encode()), limit.Token).ConfigureAwait(false);
            connection.EndWriting();
        }
        catch (OperationCanceledException)
        {
            // Telling the reason is a courtesy, and the peer takes nothing any more.
            _host.Note($"{Address} was not told why the session ended");
        }
    }

    /// <summary>Pings, and ends a session in which nothing comes or nothing goes out any more.</summary>
    private async Task WatchAsync(Task written)
    {
        try
        {
            long pinged = _clock.GetTimestamp();
            while (true)
            {
                await Task.Delay(s_look, _clock, _end.Token).ConfigureAwait(false);
                if (_clock.GetElapsedTime(pinged) >= PingInterval)
                {
                    pinged = _clock.GetTimestamp();
                    for (int i = 0; i < _channels.Length; i++) { TrySend(WireMessage.Ping, i); }
                }

                foreach (RlpxChannel channel in _channels)
                {
                    if (_clock.GetElapsedTime(channel.LastRead) > s_readLimit) { End(DisconnectReason.ReadTimeout, "nothing came for 30 s"); }
                    if (channel.WriteBegan is var began and not 0 && _clock.GetElapsedTime(began) > s_writeLimit)
                    {
                        End(DisconnectReason.NetworkError, "it took nothing for 20 s");
                        channel.Dispose();
                    }
                }
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            foreach (Channel<WireMessage> queue in _queues) { queue.Writer.TryComplete(); }

            // A write that hangs would keep the session from ending.
            await Task.WhenAny(written, Task.Delay(s_disconnectLimit, _clock, CancellationToken.None)).ConfigureAwait(false);
            foreach (RlpxChannel channel in _channels) { channel.Dispose(); }
        }
    }
}
