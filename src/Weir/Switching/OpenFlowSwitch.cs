using Weir.Platform;
using Weir.Wire.Frames;
using Weir.Wire.Netlink;
using Weir.Wire.OpenFlow;

namespace Weir.Switching;

/// <summary>
/// A switch of OpenFlow 1.0 and 1.3. Its packets pass in the kernel by <see cref="DataPath"/>; what the kernel does not know comes here, goes through the <see cref="Pipeline"/>, and from then on the kernel knows it. Controllers
/// are <see cref="OpenFlowSession"/>s. Everything is done under one lock, by the switch's own thread, by its sessions, and twice a second by its clock.
/// </summary>
internal sealed partial class OpenFlowSwitch : IAsyncDisposable
{
    private const int MostAtOnce = 64;
    private const int TapToken = 0;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    // So long new packets wait for a controller that is behind; then the switch goes on without it.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new(); // everything below but the loop's own
    private readonly NetworkNamespace _space;
    private readonly TimeProvider _time;
    private readonly DataPath _path;
    private readonly LearnedAddresses _learned;
    private readonly Pipeline _pipeline;
    private readonly FlowCache _cache;
    private readonly PacketBuffers _buffers;
    private readonly SwitchFrame _frame = new(), _scratch = new();
    private readonly Dictionary<int, SwitchPort> _byInterface = [];
    private readonly List<OpenFlowSession> _sessions = [];
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _connections = [];
    private readonly EventPoll _poll = new();
    private readonly Dictionary<int, OpenFlowSession> _byToken = [];
    private readonly Thread _loop;
    private readonly Func<uint, int?> _indexOf;
    private int _tokens = TapToken;
    private long? _waitingSince;
    private long _notTold;
    private ITimer? _timer;
    private bool _started;
    private bool _disposed;

    /// <summary>Makes a switch without ports; it does nothing until <see cref="Start"/>.</summary>
    /// <param name="options">How it is.</param>
    /// <param name="space">The namespace of its ports.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="WeirException">The machine lacks what it needs.</exception>
    public OpenFlowSwitch(SwitchOptions options, NetworkNamespace space, TimeProvider time)
    {
        (Options, _space, _time) = (options, space, time);
        _path = new DataPath(space, options.TapName);
        _buffers = new PacketBuffers(time);
        _learned = new LearnedAddresses(time);
        _pipeline = new Pipeline(_learned, new MeterTable(_path.Meters, time));
        _cache = new FlowCache(_path, time)
        {
            PortOf = index => _byInterface.TryGetValue(index, out SwitchPort? port) ? port.Number : null,
            Refreshed = flow => _learned.Learn((ushort)(flow.Key.Vlan & 0x0fff), flow.Key.Source, flow.Key.InPort),
        };
        Version = options.Versions.Count > 0 ? options.Versions.Max() : OpenFlowVersion.OpenFlow10;
        _poll.Add(_path.Descriptor, TapToken);
        _indexOf = IndexOf;
        _loop = new Thread(Run) { IsBackground = true, Name = $"weir switch {options.Name}" };
    }

    /// <summary>How it is.</summary>
    public SwitchOptions Options { get; }

    /// <summary>The version that decides what becomes of a packet without an entry: that of the last controller.</summary>
    public OpenFlowVersion Version { get; private set; }

    /// <summary>The versions that it speaks, a bit each.</summary>
    public uint VersionBits => Options.Versions.Count == 0 ? (1u << (int)OpenFlowVersion.OpenFlow10) | (1u << (int)OpenFlowVersion.OpenFlow13) : Options.Versions.Aggregate(0u, (bits, one) => bits | (1u << (int)one));

    /// <summary>Packets that came up to this process, that were dropped because the queue to it was full, that could not be sent, and whose actions could not be carried out; and messages that a controller was not sent.</summary>
    public (long Up, long Overflown, long NotSent, long NotDone, long NotTold) Counts
    {
        get
        {
            lock (_gate) { return (_path.Counts.Up, _path.Overflown, _path.NotSent, _notDone + _path.Counts.Failed, _notTold + _sessions.Sum(one => one.NotTold)); }
        }
    }

    /// <summary>Keys in the kernel's table.</summary>
    public int CachedKeys
    {
        get
        {
            lock (_gate) { return _cache.Count; }
        }
    }

    /// <summary>The number of its tap device's interface.</summary>
    public int TapIndex => _path.TapIndex;

    /// <summary>Where others can connect to it; known after <see cref="Start"/>.</summary>
    public IReadOnlyList<System.Net.EndPoint> ListeningAt { get; private set; } = [];

    /// <summary>What became of the packets that came in at its ports.</summary>
    /// <param name="links">The interfaces of the ports' namespace by their numbers, as the kernel has just told them.</param>
    public SwitchBalance Balance(IReadOnlyDictionary<int, LinkInfo> links)
    {
        lock (_gate)
        {
            _cache.Collect();
            (long up, long failed) = _path.Counts;
            long received = 0;
            foreach (int index in _byInterface.Keys) { received += (long)(links.GetValueOrDefault(index)?.Statistics?.ReceivedPackets ?? 0); }
            return new SwitchBalance(received, _cache.Hits, up, failed, (long)(links.GetValueOrDefault(TapIndex)?.Statistics?.SendDropped ?? 0), _arrived);
        }
    }

    /// <summary>Adds a port; <see cref="OpenFlowPorts.Local"/> is the switch's own. One that only looks on (<paramref name="mirror"/>) is seen by controllers, but nothing is sent to it by their word.</summary>
    /// <exception cref="WeirException">The kernel refuses.</exception>
    public void AddPort(uint number, int index, string name, MacAddress address, bool mirror = false)
    {
        lock (_gate)
        {
            var port = new SwitchPort(number, index, name, address) { IsMirror = mirror };
            if (mirror) { _pipeline.Mirror = port; }
            _path.Attach(index);
            _pipeline.Ports.Add(number, port);
            _byInterface.Add(index, port);
            _cache.Clear();
            Tell(new PortStatus(PortStatus.Added, port.Describe(Version)), port);
        }
    }

    /// <summary>Takes a port away, as its interface is about to go.</summary>
    public void RemovePort(uint number)
    {
        lock (_gate)
        {
            if (_pipeline.Ports.TryGetValue(number, out SwitchPort? port)) { Take(port); }
        }
    }

    /// <summary>Begins: packets pass, controllers are connected to.</summary>
    /// <exception cref="WeirException">An address to listen at is taken.</exception>
    public void Start()
    {
        if (_started) { return; }
        _started = true;
        foreach (LinkInfo link in _space.Routes.Links())
        {
            if (_byInterface.TryGetValue(link.Index, out SwitchPort? port)) { port.Mtu = link.Mtu; }
        }

        lock (_gate) { Warm(); }
        ListeningAt = [.. Options.Listen.Select(Listen)];
        foreach (SwitchController controller in Options.Controllers) { _connections.Add(ConnectAsync(controller)); }
        _timer = _time.CreateTimer(_ => Look(), null, Tick, Tick);
        _loop.UnsafeStart();
    }

    /// <summary>Ends the connections and takes the program from the ports. Twice is harmless.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) { return; }
        _disposed = true;
        await _end.CancelAsync().ConfigureAwait(false);
        _poll.Wake();
        if (_loop.IsAlive) { _loop.Join(); }
        if (_timer is not null) { await _timer.DisposeAsync().ConfigureAwait(false); }
        await Task.WhenAll(_connections).ConfigureAwait(false);
        _poll.Dispose();
        lock (_gate) { _path.Dispose(); }
        _end.Dispose();
    }

    /// <summary>A connection's number in the loop, which serves it from now on.</summary>
    internal int Watch(int descriptor, OpenFlowSession session)
    {
        lock (_gate)
        {
            int token = ++_tokens;
            _byToken.Add(token, session);
            _poll.Add(descriptor, token);
            return token;
        }
    }

    /// <summary>What the loop waits for at a connection.</summary>
    internal void Change(int descriptor, OpenFlowSession session, bool readable, bool writable) => _poll.Change(descriptor, session.Token, readable, writable);

    /// <summary>The loop serves a connection no longer. Twice is harmless.</summary>
    internal void Unwatch(int descriptor, OpenFlowSession session)
    {
        lock (_gate)
        {
            if (_byToken.Remove(session.Token)) { _poll.Remove(descriptor); }
        }
    }

    private void Run()
    {
        Span<int> tokens = stackalloc int[16];
        while (!_end.IsCancellationRequested)
        {
            int count = _poll.Wait(tokens, NextWait());
            lock (_gate)
            {
                // What controllers answer comes before what they are asked: else a flood of packets leaves them no time.
                foreach (int token in tokens[..count])
                {
                    if (_byToken.TryGetValue(token, out OpenFlowSession? session)) { session.Serve(); }
                }

                if (tokens[..count].Contains(TapToken)) { TakePackets(); }
                Flush();
                WaitForControllers();
            }
        }
    }

    private void TakePackets()
    {
        for (int i = 0; i < MostAtOnce; i++)
        {
            int read = _path.TryRead(_frame);
            if (read < 0) { return; }
            Arrive(read);
        }
    }

    private long NextWait() => _waitingSince is { } since ? (long)Math.Max(1, (Patience - _time.GetElapsedTime(since)).TotalNanoseconds) : -1;

    // While a controller is behind, packets stay in the queue below, where one too many costs least; it is bounded, and counts what it drops.
    private void WaitForControllers()
    {
        bool behind = false;
        foreach (OpenFlowSession session in _sessions)
        {
            if (!session.IsBehind) { continue; }
            if (_waitingSince is { } since && _time.GetElapsedTime(since) >= Patience) { session.Stall(); }
            else { behind = true; }
        }

        if (behind == _waitingSince is not null) { return; }
        if (behind) { _poll.Remove(_path.Descriptor); }
        else { _poll.Add(_path.Descriptor, TapToken); }
        _waitingSince = behind ? _time.GetTimestamp() : null;
    }

    // Twice a second: counters, time-outs, states of links. What the kernel says of all interfaces takes its time, which no packet is to wait for.
    private void Look()
    {
        SwitchPort[] before;
        lock (_gate)
        {
            if (_disposed) { return; }
            before = [.. _byInterface.Values];
        }

        IReadOnlyList<LinkInfo> links = _space.Routes.Links();
        lock (_gate)
        {
            if (_disposed) { return; }
            _cache.Collect();
            Expire();
            foreach (ulong address in _learned.Forget()) { _cache.RemoveNormal(address); }
            foreach (SwitchPort gone in before.Where(port => _byInterface.ContainsKey(port.Index) && !links.Any(link => link.Index == port.Index))) { Take(gone); }
            foreach (LinkInfo link in links)
            {
                bool up = link.IsUp && (link.Flags & LinkFlags.LowerUp) != LinkFlags.None;
                if (!_byInterface.TryGetValue(link.Index, out SwitchPort? port)) { continue; }
                port.Mtu = link.Mtu;
                if (port.IsUp == up) { continue; }
                port.IsUp = up;
                _cache.Clear();
                if (!up) { _learned.Forget(port.Number); }
                Tell(new PortStatus(PortStatus.Modified, port.Describe(Version)), port);
            }

            Flush();
        }
    }

    private void Take(SwitchPort port)
    {
        _pipeline.Ports.Remove(port.Number);
        if (ReferenceEquals(_pipeline.Mirror, port)) { _pipeline.Mirror = null; }
        _cache.Clear();
        _byInterface.Remove(port.Index);
        _path.Detach(port.Index);
        _learned.Forget(port.Number);
        Tell(new PortStatus(PortStatus.Deleted, port.Describe(Version)), port);
    }

    private void Tell(PortStatus status, SwitchPort port)
    {
        foreach (OpenFlowSession session in _sessions.Where(one => one.TakesEvents)) { session.Send(status with { Port = port.Describe(session.Version) }); }
    }

    private void Flush()
    {
        foreach (OpenFlowSession session in _sessions) { session.Flush(); }
    }
}
