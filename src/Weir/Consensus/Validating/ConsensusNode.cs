using System.Threading.Channels;
using Weir.Consensus.Chain;
using Weir.Consensus.Ibft;
using Weir.Consensus.Peers;
using Weir.Telemetry;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating;

/// <summary>
/// A validator of a Klaytn network: its peers, its chain, and the state machine that decides blocks with the others. One loop does all of its work; the connections hand it what they read, and read on only when it took that. Runs from
/// <see cref="Start"/> until it is disposed.
/// </summary>
internal sealed partial class ConsensusNode : IAsyncDisposable
{
    /// <summary>Messages that wait for the loop at most; whoever reads more from a peer waits, and so does the peer.</summary>
    private const int EventLimit = 4096;

    private const int PoolLimit = 8192;

    /// <summary>Messages of each validator that are kept for a later view.</summary>
    private const int BacklogLimit = 1024;

    private readonly NodeOptions _options;
    private readonly IChain _chain;
    private readonly TimeProvider _clock;
    private readonly ICurve _curve;
    // Whoever brings the first event runs the loop for as long as there are any: waking another thread for each message would cost more than what is done with it.
    private readonly Channel<Action> _events = Channel.CreateBounded<Action>(new BoundedChannelOptions(EventLimit) { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly Agenda _agenda;
    private readonly Gossip _gossip;
    private readonly BlockSync _sync;
    private readonly TransactionPool _pool = new(PoolLimit);
    private readonly Dictionary<EthereumAddress, PeerTrack> _tracks = [];
    private readonly Dictionary<ulong, IbftHeight> _heights = [];
    private readonly StateNodes _states = new();
    private readonly LimitedSet _bad = new(1024);
    private ulong? _unsupported; // the block after the head, when it needs what this node does not compute
    private readonly Queue<Block> _decided = new();
    private readonly List<IbftMessage> _early = [];
    private readonly IbftMachine _machine;
    private readonly PeerServer _server;
    private readonly ITimer _timer;
    private readonly Lock _noting = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlySet<EthereumAddress> _welcome;
    private AgendaItem? _round;
    private AgendaItem? _proposal;
    private AgendaItem? _build;
    private Task _loop = Task.CompletedTask;
    private long _headMoved;
    private long _armed = long.MaxValue;
    private bool _isDeciding;
    private bool _isDisposed;

    /// <summary>Makes the node, and binds its ports.</summary>
    /// <exception cref="WeirException">A port is taken, or the chain's rules are not supported.</exception>
    public ConsensusNode(NodeOptions options, IChain chain, TimeProvider clock)
    {
        _options = options;
        _chain = chain;
        _clock = clock;
        _curve = options.Identity.Curve;
        if (chain.Parameters.Policy == ProposerPolicy.WeightedRandom) { throw new WeirException("the proposers of this chain are chosen by their stakes (istanbul.policy 2), which is not supported: use policy 0 or 1"); }
        _agenda = new Agenda(clock);
        _gossip = new Gossip(options.Identity.Address, options.Fault, _agenda);
        _sync = new BlockSync(chain, _agenda, InsertFetched, EndFetching);
        _machine = new IbftMachine(_curve, options.Identity.Key, BacklogLimit, this);
        _welcome = chain.Validators.ToHashSet();
        _states.Add(chain.State);
        _headMoved = clock.GetTimestamp();
        _timer = clock.CreateTimer(_ => _events.Writer.TryWrite(() => _armed = long.MaxValue), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _server = new PeerServer(options.Identity, options.Peers with { Log = options.Log }, this, clock);
    }

    /// <summary>The ports it listens on, the main one first.</summary>
    public IReadOnlyList<int> Ports => _server.Ports;

    /// <summary>Its address.</summary>
    public EthereumAddress Address => _options.Identity.Address;

    /// <summary>Ends with the fault that stopped the node's loop, which is a mistake of ours or of the disk; else never.</summary>
    public Task Failure => _failed.Task;

    /// <summary>Begins.</summary>
    public void Start()
    {
        _agenda.Add(_options.PeerPatience, BeginToDecide);
        _agenda.Add(TimeSpan.Zero, Tick);
        _loop = LoopAsync();
        _server.Start();
        if (_machine.Address is var self && !_welcome.Contains(self)) { Note($"{self} is no validator of this chain: the node follows it without a vote"); }
    }

    /// <summary>Asks something of the node that its loop must answer.</summary>
    /// <exception cref="ChannelClosedException">The node has ended.</exception>
    public async Task<T> AskAsync<T>(Func<NodeView, T> question, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _events.Writer.WriteAsync(
            () =>
            {
                try { answer.SetResult(question(new NodeView(this))); }
                // Whoever asked gets it.
                catch (Exception fault) { answer.SetException(fault); }
            },
            cancellation).ConfigureAwait(false);
        return await answer.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Ends all sessions, then the loop.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) { return; }
        _isDisposed = true;
        await _server.DisposeAsync().ConfigureAwait(false);
        _events.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
    }

    private async Task LoopAsync()
    {
        try
        {
            do
            {
                _agenda.Run();
                Settle();
                while (_events.Reader.TryRead(out Action? action))
                {
                    action();
                    Settle();
                    if (_agenda.IsDue) { break; }
                }

                Arm();
            }
            while (_agenda.IsDue || await _events.Reader.WaitToReadAsync().ConfigureAwait(false));
        }
        // The border of the node: a full disk ends it, and its owner says so.
        catch (Exception fault)
        {
            _options.Log.NodeFailed(fault);
            _events.Writer.TryComplete(fault);
            _failed.TrySetException(fault);
        }
    }

    /// <summary>Sets the timer when something is due before it, which is seldom: most of what is planned is the end of a round, and moves on with each block.</summary>
    private void Arm()
    {
        long now = _clock.GetTimestamp();
        // What it was set for is past, and its news found no room.
        if (_armed <= now) { _armed = long.MaxValue; }
        if (_agenda.NextDue is not { } due || due >= _armed) { return; }
        _armed = due;
        // In whole milliseconds, as timers count: one that is early would have to be set again.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(due - now, 0) * 1000.0 / _clock.TimestampFrequency)), Timeout.InfiniteTimeSpan);
    }

    private void Note(string what)
    {
        lock (_noting) { _options.Noted?.Invoke(what); }
    }

    /// <summary>Looks around once a second.</summary>
    private void Tick()
    {
        _agenda.Add(TimeSpan.FromSeconds(1), Tick);
        if (!_isDeciding && _tracks.Values.Count(track => track.IsConsensus) + 1 >= (TryGetHeight(Head.Number + 1, out IbftHeight? height) ? height.Votes : 1)) { BeginToDecide(); }
        LookForBlocks(wait: TimeSpan.FromSeconds(2));
    }

    /// <summary>Starts the state machine: with peers enough for a decision, or after some patience, as a proposal that nobody gets costs its round.</summary>
    private void BeginToDecide()
    {
        if (_isDeciding) { return; }
        _isDeciding = true;
        _machine.MoveToHead();
        PlanBlock();
        foreach (IbftMessage message in _early) { _machine.Receive(message); }
        _early.Clear();
    }
}
