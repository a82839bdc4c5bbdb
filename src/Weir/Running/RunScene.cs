using System.Net;
using Weir.Checks;
using Weir.Lab.Building;
using Weir.Lab.Kinds;
using Weir.Memory;
using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Programs;
using Weir.Wire.Frames;
using Weir.Wire.Netlink;

namespace Weir.Running;

/// <summary>What the checks of a run see and do.</summary>
internal sealed class RunScene(LabRun run) : ICheckScene, IMemoryScene, IDisposable
{
    private const int GivenUp = 124;
    private const int OutputLimit = 1 << 20;

    /// <inheritdoc/>
    public double Now => run.Events.Now;

    /// <inheritdoc/>
    public TimeProvider Time => run.Time;

    /// <inheritdoc/>
    public IReadOnlyList<string> Nodes => [.. run.Plan.Nodes.Select(node => node.Name)];

    /// <inheritdoc/>
    public string RunFolder => run.Folder.Root;

    /// <inheritdoc/>
    public string FileFolder => run.Network.Surroundings.WorkingFolder;

    /// <inheritdoc/>
    public IReadOnlyList<IPAddress> AddressesOf(string node) => run.Plan.Node(node) is { } plan ? [.. plan.Interfaces.SelectMany(one => one.Addresses).Select(one => one.Address)] : [];

    /// <inheritdoc/>
    public MemoryHost? MemoryOf(string node) => (run.Network.Node(node) as MemoryHostNode)?.Host;

    /// <inheritdoc/>
    public Task<T> InsideAsync<T>(string node, Func<T> work) => StackOf(node).RunAsync(work);

    /// <inheritdoc/>
    public async Task<CommandOutput> RunAsync(string node, IReadOnlyList<string> command, TimeSpan limit, CancellationToken cancellation)
    {
        IProgramHost host = run.Network.Node(node).Programs ?? throw new WeirException($"node {node} runs no programs");
        INodeProcess process = await host.StartAsync(new ProcessOrder(command, new Dictionary<string, string>()), cancellation).ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            Task<string> output = ReadAsync(process.Output);
            Task<string> error = ReadAsync(process.Error);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Task first = await Task.WhenAny(process.Ended, Task.Delay(limit, Time, end.Token)).ConfigureAwait(false);
            bool ended = first == process.Ended;
            await end.CancelAsync().ConfigureAwait(false);
            if (!ended) { process.Signal(Signals.Kill); }
            int code = await process.Ended.ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            return new CommandOutput(ended ? code : GivenUp, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
    }

    /// <inheritdoc/>
    public ProgramFacts? Program(string name)
    {
        LabProgram? program = run.Programs.FirstOrDefault(one => one.Options.Name == name);
        if (program is null) { return null; }
        (double cpu, long resident) = program.Usage();
        return new ProgramFacts(name, program.Node, program.State.ToString().ToLowerInvariant(), program.ExitCode, program.Restarts, cpu, resident, run.Folder.LogOf(name));
    }

    /// <inheritdoc/>
    public IReadOnlyList<SceneEvent> Events() => [.. run.Events.All.Select(one => new SceneEvent(one.Time, one.Kind, one.Subject, one.Text))];

    /// <inheritdoc/>
    public InterfaceFacts? Interface(string name) => run.Network.Interface(name.Replace(':', '-')) is { } made ? FactsOf([made]).FirstOrDefault() : null;

    /// <inheritdoc/>
    public IReadOnlyList<InterfaceFacts> InterfacesOf(string node) =>
        run.Plan.Node(node) is { } plan ? FactsOf([.. plan.Interfaces.Select(one => run.Network.Interface(one.FullName)).OfType<LabInterface>()]) : [];

    /// <inheritdoc/>
    public IReadOnlyList<RouteFacts> RoutesOf(string node)
    {
        if (MemoryOf(node) is { } memory)
        {
            return [.. memory.Routes.Select(route => new RouteFacts(new IpPrefix(ToAddress(route.To.Address), route.To.Length).Network, route.Via is { } via ? ToAddress(via) : null, route.Interface.Name))];
        }

        NetworkNamespace network = StackOf(node);
        Dictionary<int, string> names = network.Routes.Links().ToDictionary(link => link.Index, link => link.Name);
        return [.. network.Routes.Routes().Where(route => route.Table == Route.MainTable && route.Kind == RouteKind.Unicast)
            .Select(route => new RouteFacts(new IpPrefix(ToAddress(route.Destination), route.PrefixLength), route.Gateway is { } via ? ToAddress(via) : null, names.GetValueOrDefault(route.Index, "")))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<NeighbourFacts> NeighboursOf(string node) => MemoryOf(node) is { } memory
        ? [.. memory.Neighbours.Known.Select(one => new NeighbourFacts(ToAddress(one.Address), one.Mac.ToString()))]
        : [.. StackOf(node).Routes.Neighbours().Where(one => one.Mac is not null).Select(one => new NeighbourFacts(ToAddress(one.Address!.Value), one.Mac!.Value.ToString()))];

    /// <inheritdoc/>
    public Task<IReadOnlyList<CaptureFacts>> CapturesAsync(string point, CancellationToken cancellation)
    {
        HashSet<string> wanted = [.. run.Plan.InterfacesAt(point).Select(one => one.FullName)];
        if (wanted.Count == 0 && !run.Plan.Captures.Any(one => one.Name == point)) { throw new WeirException($"there is no node, interface, link or capture '{point}'"); }
        return run.CapturesOfAsync(point, wanted, cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<MonitorFacts>> MonitorsAsync(CancellationToken cancellation) => run.MonitorsAsync(cancellation);

    /// <inheritdoc/>
    public IReadOnlyList<string> Doubts() => run.Doubts();

    /// <inheritdoc/>
    public void Dispose() { }

    private static IPAddress ToAddress(IpAddress address) => IPAddress.Parse(address.ToString());

    private static List<InterfaceFacts> FactsOf(IReadOnlyList<LabInterface> made)
    {
        var facts = new List<InterfaceFacts>(made.Count);
        foreach (LabInterface one in made)
        {
            if (one.Memory is { } memory)
            {
                facts.Add(new InterfaceFacts(one.Plan.Node, one.Plan.Name, memory.IsUp && memory.HasCarrier, memory.Mtu, [.. one.Plan.Addresses.Select(address => address.ToString())],
                    memory.SentPackets, memory.SentBytes, memory.ReceivedPackets, memory.ReceivedBytes, memory.Dropped, 0));
            }
        }

        foreach (IGrouping<NetworkNamespace, LabInterface> group in made.Where(one => one.Memory is null).GroupBy(one => one.Network))
        {
            Dictionary<int, LinkInfo> links = group.Key.Routes.Links().ToDictionary(link => link.Index);
            ILookup<int, string> addresses = group.Key.Routes.Addresses().ToLookup(one => one.Index, one => $"{one.Address}/{one.PrefixLength}");
            foreach (LabInterface one in group)
            {
                if (!links.TryGetValue(one.Index, out LinkInfo? link)) { continue; }
                (LinkStatistics count, bool outer) = (link.Statistics ?? default, one.Node.TakesTaps);
                facts.Add(new InterfaceFacts(one.Plan.Node, one.Plan.Name, link.IsUp && link.State is OperationalState.Up or OperationalState.Unknown, link.Mtu, [.. addresses[one.Index]],
                    (long)(outer ? count.ReceivedPackets : count.SentPackets), (long)(outer ? count.ReceivedBytes : count.SentBytes), (long)(outer ? count.SentPackets : count.ReceivedPackets),
                    (long)(outer ? count.SentBytes : count.ReceivedBytes), (long)(count.SendDropped + count.ReceiveDropped), (long)(count.SendErrors + count.ReceiveErrors)));
            }
        }

        return facts;
    }

    private NetworkNamespace StackOf(string node)
    {
        LabNode there = run.Network.Node(node);
        return there.Programs is not null && !there.TakesTaps && there.Network is { } network ? network : throw new WeirException($"node {node} has no network stack of this kernel to look at");
    }

    private static async Task<string> ReadAsync(Stream stream)
    {
        using var kept = new MemoryStream();
        byte[] piece = new byte[8192];
        int read;
        while ((read = await stream.ReadAsync(piece).ConfigureAwait(false)) > 0)
        {
            if (kept.Length < OutputLimit) { kept.Write(piece, 0, read); }
        }

        return System.Text.Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);
    }
}
