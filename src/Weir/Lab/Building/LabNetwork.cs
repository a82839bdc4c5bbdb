using Weir.Fabric;
using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Lab.Building;

/// <summary>
/// The network of a lab while it stands. It hangs in one namespace of its own (<see cref="Core"/>), in which the switches are, and one for each host; all of them are held by descriptors of this process alone,
/// so they vanish with it, however it ends. Built in steps: <see cref="Build"/> makes everything with its interfaces down, captures can begin, <see cref="RaiseAsync"/> lets traffic flow.
/// </summary>
public sealed class LabNetwork : IAsyncDisposable
{
    // Lower numbers are for interfaces whose number only the kernel can choose, such as taps.
    private const int FirstIndex = 1000;
    private const int Loopback = 1;

    private readonly Dictionary<string, LabNode> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<NetworkNamespace, int> _nextIndex = [];
    private readonly Dictionary<string, LabInterface> _interfaces = new(StringComparer.Ordinal);
    private readonly List<LabLink> _links = [];
    private readonly Queue<NetworkNamespace> _spaces = [];
    private LinkEngine? _engine;
    private bool _disposed;

    private LabNetwork(LabPlan plan, LabSurroundings surroundings)
    {
        Plan = plan;
        Surroundings = surroundings;
        Core = NetworkNamespace.Create();
    }

    /// <summary>What was planned.</summary>
    public LabPlan Plan { get; }

    /// <summary>What the run gives to its nodes: its mark, its folder, its clock.</summary>
    public LabSurroundings Surroundings { get; }

    /// <summary>The lab's own namespace: switches, and the outer ends of guests.</summary>
    public NetworkNamespace Core { get; }

    /// <summary>The nodes, in the plan's order.</summary>
    public IEnumerable<LabNode> Nodes => Plan.Nodes.Select(node => _nodes[node.Name]);

    /// <summary>The links, in the plan's order.</summary>
    public IReadOnlyList<LabLink> Links => _links;

    /// <summary>Requests that are sent in <see cref="Core"/> once every node is prepared.</summary>
    public RouteBatch CoreBatch { get; } = new();

    /// <summary>The engine for links that the kernel cannot shape; it begins when the first one asks for it.</summary>
    internal LinkEngine Engine => _engine ??= new LinkEngine(new LinkEngineOptions { Seed = unchecked((ulong)Plan.Seed) }, Surroundings.Time);

    /// <summary>How long the engine's turns took, the 99th percentile: so long may a frame wait before it is seen. Null without an engine.</summary>
    internal TimeSpan? EngineTurn => _engine?.Turns.P99;

    /// <summary>Builds the network of a plan, interfaces down.</summary>
    /// <param name="plan">What to build.</param>
    /// <param name="surroundings">What the run gives to its nodes.</param>
    /// <param name="backends">What can carry a link: one a back end that the plan may choose.</param>
    /// <exception cref="WeirException">The machine refuses; what was made until then is removed.</exception>
    public static async Task<LabNetwork> BuildAsync(LabPlan plan, LabSurroundings surroundings, IReadOnlyList<ILinkBackend> backends)
    {
        var network = new LabNetwork(plan, surroundings);
        try
        {
            network.Build(backends);
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
        : throw new WeirException(Suggestion.Nearest(name, _nodes.Keys) is { } near ? $"there is no node '{name}': did you mean '{near}'?" : $"there is no node '{name}'");

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
        Send((node, batch) =>
        {
            foreach (InterfacePlan one in node.Plan.Interfaces)
            {
                if (Interface(one.FullName) is { } made) { batch.ChangeLink(new LinkRequest { Index = made.Index, Up = true }); }
            }

            node.Raise(batch);
        });
        foreach (LabLink link in _links) { link.Start(); }
        await LinkReadiness.WaitAsync(Nodes.Select(node => node.Network).OfType<NetworkNamespace>().Distinct(), Surroundings.Time, cancellation).ConfigureAwait(false);
        await Task.WhenAll(Nodes.Select(node => node.StartAsync(cancellation))).ConfigureAwait(false);
    }

    /// <summary>Ends the guests and the engines and lets go of every namespace; the kernel then removes them with all that is in them. Twice is harmless.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) { return; }
        _disposed = true;
        foreach (LabLink link in _links) { await link.DisposeAsync().ConfigureAwait(false); }
        if (_engine is not null) { await _engine.DisposeAsync().ConfigureAwait(false); }
        await Task.WhenAll(_nodes.Values.Select(node => node.DisposeAsync().AsTask())).ConfigureAwait(false);
        foreach (NetworkNamespace unused in _spaces) { unused.Dispose(); }
        Core.Dispose();
    }

    private void Build(IReadOnlyList<ILinkBackend> backends)
    {
        CoreBatch.AddAlternativeNames(Loopback, [$"{Surroundings.Mark}:lo"]);
        foreach (NetworkNamespace made in NetworkNamespace.Create(Plan.Nodes.Count(node => node.Kind is ILabNodeKind { OwnsNamespace: true }), KernelSettings.SetUsual)) { _spaces.Enqueue(made); }
        foreach (NodePlan plan in Plan.Nodes)
        {
            if (plan.Kind is not ILabNodeKind kind) { throw new WeirException($"node {plan.Name}: a node of kind '{plan.Kind.Form.Name}' can be planned, but not built here", 3); }
            _nodes.Add(plan.Name, kind.Prepare(plan, this));
        }

        Core.Routes.Send(CoreBatch);
        var batch = new RouteBatch();
        foreach (LinkPlan plan in Plan.Links)
        {
            ILinkBackend backend = backends.FirstOrDefault(one => one.Backend == plan.Backend)
                ?? throw new WeirException($"link {plan.Name}: the back end '{plan.Backend.ToString().ToLowerInvariant()}' is not there", 3);
            var a = new LabInterface(plan.A, _nodes[plan.A.Node], this);
            var b = new LabInterface(plan.B, _nodes[plan.B.Node], this);
            _interfaces.Add(plan.A.FullName, a);
            _interfaces.Add(plan.B.FullName, b);
            _links.Add(backend.Connect(plan, a, b, this, batch));
        }

        Core.Routes.Send(batch);
        Send((node, requests) =>
        {
            foreach (InterfacePlan one in node.Plan.Interfaces)
            {
                if (Interface(one.FullName) is { } made) { requests.AddAlternativeNames(made.Index, made.OtherNames()); }
            }

            node.Configure(requests);
        });
    }

    // One batch a namespace.
    private void Send(Action<LabNode, RouteBatch> fill)
    {
        var batches = new Dictionary<NetworkNamespace, RouteBatch>();
        foreach (LabNode node in Nodes)
        {
            if (node.Network is not { } space) { continue; }
            if (!batches.TryGetValue(space, out RouteBatch? batch)) { batches.Add(space, batch = new RouteBatch()); }
            fill(node, batch);
        }

        foreach ((NetworkNamespace space, RouteBatch batch) in batches) { space.Routes.Send(batch); }
    }
}
