using Weir.Lab.Building;
using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Programs;
using Weir.Switching;
using Weir.Wire.Netlink;
using Weir.Wire.OpenFlow;

namespace Weir.Lab.Kinds;

/// <summary>A switch of OpenFlow while it stands, in the lab's own namespace. The run's process is its agent; the kernel does what it knows by itself. It runs no programs.</summary>
internal sealed class OpenFlowNode : LabNode
{
    private readonly NetworkNamespace _core;
    private readonly LabNetwork _lab;
    private readonly OpenFlowSwitch _switch;
    private readonly Dictionary<uint, string> _names = []; // of interfaces, by the ports' numbers
    private uint _ports;

    public OpenFlowNode(NodePlan plan, LabNetwork network) : base(plan)
    {
        (_core, _lab) = (network.Core, network);
        string sockets = Path.Combine(network.Surroundings.Folder, "control");
        Directory.CreateDirectory(sockets);
        ConnectionPlace[] listen = [.. plan.Settings.Texts("listen").Select(ConnectionPlace.ParsePassive)];
        string tap = KernelNames.Of($"{plan.Name}-up");
        _switch = new OpenFlowSwitch(new SwitchOptions(plan.Name, SwitchNumbers.Of(plan, network.Plan), tap)
        {
            Controllers = SwitchControllers.Of(plan, network),
            Listen = [.. Own(Path.Combine(sockets, KernelNames.Of(plan.Name)) + ".mgmt"), .. listen],
            ListenTls = listen.Any(one => one.IsSecured) ? SwitchControllers.FilesOf(plan, network).Server() : null,
            Versions = [.. plan.Settings.Texts("version").Select(text => text == "1.0" ? OpenFlowVersion.OpenFlow10 : OpenFlowVersion.OpenFlow13)],
            Standalone = plan.Settings.Text("fail-mode") == "standalone",
        }, _core, network.Surroundings.Time);
    }

    /// <inheritdoc/>
    public override NetworkNamespace Network => _core;

    /// <inheritdoc/>
    public override IProgramHost? Programs => null;

    /// <inheritdoc/>
    public override string? Fault => _switch.Fault is { } fault ? $"a connection over TLS did not come about: {fault}" : null;

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, long>> Account(IReadOnlyDictionary<int, LinkInfo> links)
    {
        SwitchBalance balance = _switch.Balance(links);
        return
        [
            new("received", balance.Received), new("inKernel", balance.Kernel), new("inProcess", balance.Arrived), new("queueFull", balance.Overflown), new("waiting", balance.Waiting),
            new("failed", balance.Failed),
        ];
    }

    /// <inheritdoc/>
    public override void Configure(RouteBatch batch) => batch.AddAlternativeNames(_switch.TapIndex, [$"{_lab.Surroundings.Mark}:{Plan.Name}"]);

    /// <inheritdoc/>
    public override void Configure(RouteBatch batch, LabInterface one)
    {
        batch.ChangeLink(new LinkRequest { Index = one.Index, LinkLocalAddress = false });
        string neighbour = Neighbours.Of(one.Plan, _lab.Plan);
        _ports++;
        uint number = neighbour == Plan.Settings.TextOrNull("local") ? OpenFlowPorts.Local : _ports;
        lock (_names) { _names[number] = one.Plan.FullName; }
        _switch.AddPort(number, one.Index, one.Name, new Wire.Frames.MacAddress(one.Plan.Mac.Value), mirror: neighbour == Plan.Settings.TextOrNull("mirror"));
    }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellation)
    {
        _switch.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyDictionary<string, PortEntry>> PortsAsync(CancellationToken cancellation)
    {
        var ports = new Dictionary<string, PortEntry>(StringComparer.Ordinal);
        IReadOnlyList<PortEntry> counts = _switch.PortCounts;
        lock (_names)
        {
            foreach (PortEntry one in counts) { ports[_names[one.Port]] = one; }
        }

        return Task.FromResult<IReadOnlyDictionary<string, PortEntry>>(ports);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _switch.DisposeAsync();

    // Where 'weir flow' finds it. A folder deep down has no room for it in the path of a socket; the switch works without.
    private static ConnectionPlace[] Own(string path) => SocketPath.Fits(path) ? [ConnectionPlace.OfSocket(path)] : [];
}
