using System.Collections.Immutable;
using Weir.Fabric;
using Weir.Lab.Plan;
using Weir.Memory;
using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Lab.Building;

/// <summary>
/// The network of a lab while it stands. It hangs in one namespace of its own (<see cref="Core"/>), in which the switches are, and one for each host; all of them are held by descriptors of this process alone,
/// so they vanish with it, however it ends. Built in steps: <see cref="Build"/> makes everything with its interfaces down, captures can begin, <see cref="RaiseAsync"/> lets traffic flow.
/// </summary>
public sealed partial class LabNetwork : IAsyncDisposable
{
    // Lower numbers are for interfaces whose number only the kernel can choose, such as taps.
    private const int FirstIndex = 1000;
    private const int Loopback = 1;

    private readonly IReadOnlyList<ILinkBackend> _backends;
    private readonly Dictionary<NetworkNamespace, int> _nextIndex = [];
    private readonly Queue<NetworkNamespace> _spaces = [];
    private readonly NetworkNamespace? _core;
    // Replaced as a whole when the lab changes, never changed in place: others read them meanwhile.
    private ImmutableDictionary<string, LabNode> _nodes = ImmutableDictionary.Create<string, LabNode>(StringComparer.Ordinal);
    private ImmutableDictionary<string, LabInterface> _interfaces = ImmutableDictionary.Create<string, LabInterface>(StringComparer.Ordinal);
    private ImmutableArray<LabNode> _ordered = [];
    private ImmutableArray<LabLink> _links = [];
    private LinkEngine? _engine;
    private RateWatch? _watch;
    private bool? _hasEmulator;
    private bool _disposed;

    private LabNetwork(LabPlan plan, LabSurroundings surroundings, IReadOnlyList<ILinkBackend> backends)
    {
        _backends = backends;
        Plan = plan;
        Surroundings = surroundings;
        _core = surroundings.Loop is null ? NetworkNamespace.Create() : null;
    }

    /// <summary>What was planned.</summary>
    public LabPlan Plan { get; private set; }

    /// <summary>What the run gives to its nodes: its mark, its folder, its clock.</summary>
    public LabSurroundings Surroundings { get; }

    /// <summary>The lab's own namespace: switches, and the outer ends of guests.</summary>
    /// <exception cref="WeirException">There is none: the lab is in memory.</exception>
    public NetworkNamespace Core => _core ?? throw new WeirException("a lab in memory has no namespace of the kernel", 4);

    /// <summary>The thread and clock of a lab in memory.</summary>
    /// <exception cref="WeirException">The lab is of the kernel.</exception>
    internal MemoryLoop Loop => Surroundings.Loop ?? throw new WeirException("nodes in memory cannot be beside nodes of the kernel", 4);

    /// <summary>The nodes, in the plan's order.</summary>
    public IReadOnlyList<LabNode> Nodes => _ordered;

    /// <summary>The links, in the plan's order.</summary>
    public IReadOnlyList<LabLink> Links => _links;

    /// <summary>Requests that are sent in <see cref="Core"/> once every node is prepared.</summary>
    public RouteBatch CoreBatch { get; } = new();

    /// <summary>The engine for links that the kernel cannot shape; it begins when the first one asks for it.</summary>
    internal LinkEngine Engine => _engine ??= new LinkEngine(new LinkEngineOptions { Seed = unchecked((ulong)Plan.Seed) }, Surroundings.Time);

    /// <summary>Whether the kernel has the network emulator.</summary>
    internal bool HasEmulator => _hasEmulator ??= NetemBackend.IsThere(Core);

    /// <summary>How long the engine's turns took, the 99th percentile: so long may a frame wait before it is seen. Null without an engine.</summary>
    internal TimeSpan? EngineTurn => _engine?.Turns.P99;

    /// <summary>Why the rates of links that the kernel shapes are not measured any more; null while they are.</summary>
    internal string? RateFault => _watch?.Fault;

    /// <summary>Builds the network of a plan, interfaces down.</summary>
    /// <param name="plan">What to build.</param>
    /// <param name="surroundings">What the run gives to its nodes.</param>
    /// <param name="backends">What can carry a link: one a back end that the plan may choose.</param>
    /// <exception cref="WeirException">The machine refuses; what was made until then is removed.</exception>
    public static async Task<LabNetwork> BuildAsync(LabPlan plan, LabSurroundings surroundings, IReadOnlyList<ILinkBackend> backends)
    {
        var network = new LabNetwork(plan, surroundings, backends);
        try
        {
            network.Build();
            return network;
        }
        catch
        {
            await network.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The node of this name.</summary>
    /// <exception cref="WeirException">There is none.</exception>
    public LabNode Node(string name) => _nodes.TryGetValue(name, out LabNode? node) ? node
        : throw new WeirException(Suggestion.Nearest(name, _ordered.Select(there => there.Plan.Name)) is { } near ? $"there is no node '{name}': did you mean '{near}'?" : $"there is no node '{name}'");

    /// <summary>The interface of this full name, such as <c>h1-eth0</c>; null when there is none.</summary>
    public LabInterface? Interface(string fullName) => _interfaces.GetValueOrDefault(fullName);

    /// <summary>The next free number for an interface in a namespace: numbers are given here, so that requests can name interfaces that are not made yet.</summary>
    public int NextIndex(NetworkNamespace space)
    {
        int index = _nextIndex.GetValueOrDefault(space, FirstIndex);
        _nextIndex[space] = index + 1;
        return index;
    }

    /// <summary>A namespace for a node whose kind has <see cref="ILabNodeKind.OwnsNamespace"/>, with the settings that all nodes begin with. The node disposes it.</summary>
    public NetworkNamespace TakeNamespace() => _spaces.TryDequeue(out NetworkNamespace? made) ? made : NetworkNamespace.Create(1, KernelSettings.SetUsual)[0];

    /// <summary>Sets every interface up, adds the routes, and waits until every link carries frames and every node can run programs.</summary>
    /// <exception cref="WeirException">The machine refuses, or a node does not come up.</exception>
    public async Task RaiseAsync(CancellationToken cancellation)
    {
        foreach (LabInterface one in _interfaces.Values)
        {
            if (one.Memory is { } memory) { memory.IsUp = true; }
        }

        Send(batchOf =>
        {
            foreach (LabNode node in _ordered)
            {
                if (node.Network is not { } space) { continue; }
                foreach (LabInterface made in InterfacesOf(node)) { batchOf(space).ChangeLink(new LinkRequest { Index = made.Index, Up = true }); }
                node.Raise(batchOf(space));
            }
        });
        foreach (LabLink link in _links) { link.Start(); }
        await LinkReadiness.WaitAsync(Nodes.Select(node => node.Network).OfType<NetworkNamespace>().Distinct(), Surroundings.Time, cancellation).ConfigureAwait(false);
        // Nothing of a lab in memory is the kernel's to read.
        if (_core is not null) { _watch = new RateWatch(() => Links.OfType<KernelLink>().SelectMany(link => link.Shapers), Surroundings.Time); }
        await Task.WhenAll(Nodes.Select(node => node.StartAsync(cancellation))).ConfigureAwait(false);
    }

    /// <summary>Ends the guests and the engines and lets go of every namespace; the kernel then removes them with all that is in them. Twice is harmless.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) { return; }
        _disposed = true;
        if (_watch is not null) { await _watch.DisposeAsync().ConfigureAwait(false); }
        foreach (LabLink link in _links) { await link.DisposeAsync().ConfigureAwait(false); }
        if (_engine is not null) { await _engine.DisposeAsync().ConfigureAwait(false); }
        await Task.WhenAll(_nodes.Values.Select(node => node.DisposeAsync().AsTask())).ConfigureAwait(false);
        foreach (NetworkNamespace unused in _spaces) { unused.Dispose(); }
        _core?.Dispose();
    }

    private void Build()
    {
        CoreBatch.AddAlternativeNames(Loopback, [$"{Surroundings.Mark}:lo"]);
        foreach (NetworkNamespace made in NetworkNamespace.Create(Plan.Nodes.Count(node => node.Kind is ILabNodeKind { OwnsNamespace: true }), KernelSettings.SetUsual)) { _spaces.Enqueue(made); }
        ImmutableDictionary<string, LabNode>.Builder nodes = _nodes.ToBuilder();
        ImmutableArray<LabNode>.Builder ordered = _ordered.ToBuilder();
        // What was made before a fault is kept too, so that it is removed.
        try
        {
            foreach (NodePlan plan in Plan.Nodes)
            {
                LabNode node = Prepare(plan);
                nodes.Add(plan.Name, node);
                ordered.Add(node);
            }
        }
        finally
        {
            (_nodes, _ordered) = (nodes.ToImmutable(), ordered.ToImmutable());
        }

        _core?.Routes.Send(CoreBatch);
        var batch = new RouteBatch();
        ImmutableDictionary<string, LabInterface>.Builder interfaces = _interfaces.ToBuilder();
        ImmutableArray<LabLink>.Builder links = _links.ToBuilder();
        try
        {
            foreach (LinkPlan plan in Plan.Links)
            {
                LabLink link = Connect(plan, batch);
                links.Add(link);
                interfaces.Add(plan.A.FullName, link.A);
                interfaces.Add(plan.B.FullName, link.B);
            }
        }
        finally
        {
            (_links, _interfaces) = (links.ToImmutable(), interfaces.ToImmutable());
        }

        _core?.Routes.Send(batch);
        foreach (MemoryNode node in _nodes.Values.OfType<MemoryNode>()) { node.Join(this); }
        Send(batchOf =>
        {
            foreach (LabNode node in _ordered)
            {
                if (node.Network is not { } space) { continue; }
                node.Configure(batchOf(space));
                foreach (LabInterface one in InterfacesOf(node)) { Configure(one, batchOf(space)); }
            }

            foreach (LabLink link in _links) { link.Configure(batchOf); }
        });
        foreach (LabLink link in _links) { SetOffloads(link); }
    }

    private LabNode Prepare(NodePlan plan) => plan.Kind is ILabNodeKind kind ? kind.Prepare(plan, this)
        : throw new WeirException($"node {plan.Name}: a node of kind '{plan.Kind.Form.Name}' can be planned, but not built here", 3);

    private LabLink Connect(LinkPlan plan, RouteBatch batch)
    {
        ILinkBackend backend = _backends.FirstOrDefault(one => one.Backend == plan.Backend)
            ?? throw new WeirException($"link {plan.Name}: the back end '{plan.Backend.ToString().ToLowerInvariant()}' is not there", 3);
        return backend.Connect(plan, new LabInterface(plan.A, Node(plan.A.Node), this), new LabInterface(plan.B, Node(plan.B.Node), this), this, batch);
    }

    private static void SetOffloads(LabLink link)
    {
        // The engine tells its taps by itself what they may leave out.
        if (link.Plan.Backend == LinkBackend.Memory) { return; }
        bool needsFinished = link.A.Node.NeedsFinishedFrames || link.B.Node.NeedsFinishedFrames;
        if (!needsFinished && (link.Plan.Offloads || link.Plan.Backend == LinkBackend.Engine)) { return; }
        foreach (LabInterface one in (LabInterface[])[link.A, link.B])
        {
            one.Network.Run(() =>
            {
                using FeatureSocket features = FeatureSocket.Open();
                features.Set(one.Index, FeatureSocket.Offloads, on: false);
            });
        }
    }

    private static void Configure(LabInterface one, RouteBatch batch)
    {
        batch.AddAlternativeNames(one.Index, one.OtherNames());
        one.Node.Configure(batch, one);
    }

    private IEnumerable<LabInterface> InterfacesOf(LabNode node) => node.Plan.Interfaces.Select(one => Interface(one.FullName)).OfType<LabInterface>();

    // One batch a namespace.
    private static void Send(Action<Func<NetworkNamespace, RouteBatch>> fill)
    {
        var batches = new Dictionary<NetworkNamespace, RouteBatch>();
        fill(BatchOf);
        foreach ((NetworkNamespace space, RouteBatch batch) in batches) { space.Routes.Send(batch); }

        RouteBatch BatchOf(NetworkNamespace space)
        {
            if (!batches.TryGetValue(space, out RouteBatch? batch)) { batches.Add(space, batch = new RouteBatch()); }
            return batch;
        }
    }
}
