using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Weir.Consensus.Peers;
using Weir.Platform;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus.Peers;

/// <summary>One end of sessions over real sockets: it notes what happens, and sends what it is told to.</summary>
internal sealed class PeerScene : IPeerHost, IAsyncDisposable
{
    private readonly TaskCompletionSource<Peer> _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _changed = new(0);

    public PeerScene(byte mark, PeerOptions? options = null, bool multichannel = false, ulong[]? versions = null, TimeSpan? courtesy = null, byte type = 0)
    {
        Identity = new PeerIdentity(Curves.Best, KeyOf(mark)) { IsMultichannel = multichannel, Versions = versions ?? [65, 64], ConnectionType = type };
        options ??= new PeerOptions { Ports = multichannel ? [0, 0] : [0] };
        Server = new PeerServer(Identity, options with { FirstPause = TimeSpan.FromMilliseconds(50), LongestPause = TimeSpan.FromMilliseconds(200), Courtesy = courtesy ?? TimeSpan.FromMilliseconds(300) }, this, MachineClock.Instance);
    }

    public PeerIdentity Identity { get; }

    public PeerServer Server { get; }

    public ulong NetworkId { get; init; } = 2019;

    public Hash256 Genesis { get; init; } = Hash256.Keccak([1]);

    public ulong ChainId { get; init; } = 2019;

    /// <summary>What it answers at once to a message of this code; null for nothing.</summary>
    public Func<ulong, WireMessage?> Answers { get; set; } = _ => null;

    public Func<EthereumAddress, bool> Welcomes { get; init; } = _ => true;

    public ConcurrentQueue<(ulong Code, byte[] Payload)> Received { get; } = new();

    public ConcurrentQueue<string> Notes { get; } = new();

    public ConcurrentQueue<(DisconnectReason Reason, string Why)> Left { get; } = new();

    public ConcurrentQueue<RlpxChannel> Channels { get; } = new();

    public ConcurrentQueue<Peer> Joined { get; } = new();

    public Task<Peer> FirstPeer => _joined.Task;

    public NodeUrl Url(string host = "127.0.0.1") => new(Identity.Id, host, Server.Ports[0]);

    public static byte[] KeyOf(byte mark) => [.. Enumerable.Repeat(mark, 32)];

    /// <summary>Waits until something holds, at most ten seconds.</summary>
    public async Task UntilAsync(Func<bool> holds, string what)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!holds())
        {
            try { await _changed.WaitAsync(TimeSpan.FromMilliseconds(50), limit.Token); }
            catch (OperationCanceledException) { throw new ShouldAssertException($"{what} did not come; notes: {string.Join(" | ", Notes)}"); }
        }
    }

    public Devp2pStatus Status(ulong version) => new()
    {
        ProtocolVersion = version, NetworkId = NetworkId, TotalDifficulty = 1, Head = Genesis, Genesis = Genesis, ChainId = ChainId,
    };

    public bool IsWelcome(EthereumAddress address, byte type) => Welcomes(address);

    public ValueTask JoinAsync(Peer peer)
    {
        Joined.Enqueue(peer);
        _joined.TrySetResult(peer);
        _changed.Release();
        return ValueTask.CompletedTask;
    }

    public ValueTask LeaveAsync(Peer peer, DisconnectReason reason, string why)
    {
        Left.Enqueue((reason, why));
        _changed.Release();
        return ValueTask.CompletedTask;
    }

    public ValueTask ReceiveAsync(Peer peer, WireMessage message, CancellationToken cancellation)
    {
        Received.Enqueue((message.Code, message.Payload.ToArray()));
        if (Answers(message.Code) is { } answer) { peer.TrySend(answer); }
        _changed.Release();
        return ValueTask.CompletedTask;
    }

    public void Wrote(Peer peer, WireMessage message) => _changed.Release();

    public void Opened(RlpxChannel channel) => Channels.Enqueue(channel);

    public void Note(string what)
    {
        Notes.Enqueue(what);
        _changed.Release();
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
