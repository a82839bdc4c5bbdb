using System.Globalization;
using System.Text;
using Weir.Control;
using Weir.Lab.Building;
using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Programs;
using Weir.Switching;
using Weir.Wire.Netlink;
using Weir.Wire.OpenFlow;

namespace Weir.Lab.Kinds;

/// <summary>
/// An Open vSwitch while it stands: its ports are interfaces of a namespace of its own, in which its database server and its daemon run as children of the run. Its database and sockets lie in
/// <c>switches/NODE</c> of the run's folder; the system's own Open vSwitch is never spoken to. Sockets of OpenFlow, its own and those of controllers, lie together in <c>control</c>.
/// </summary>
internal sealed class OvsNode : LabNode
{
    private const int Loopback = 1;
    private const string Schema = "/usr/share/openvswitch/vswitch.ovsschema";

    private const string MirrorName = "weir";

    // Open vSwitch itself waits so long for its daemon; on an idle machine it takes a quarter of a second.
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_askLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_endLimit = TimeSpan.FromSeconds(2);

    private readonly LabNetwork _lab;
    private readonly NetworkNamespace _network;
    private readonly string _folder;
    private readonly string _sockets;
    private readonly List<ConnectionRelay> _relays = [];
    private HostNamespaces? _place;
    private NodeChild? _database;
    private NodeChild? _daemon;
    private bool _disposed;

    public OvsNode(NodePlan plan, LabNetwork network) : base(plan)
    {
        _lab = network;
        _network = network.TakeNamespace();
        _folder = Path.Combine(network.Surroundings.Folder, "switches", plan.Name);
        _sockets = Path.Combine(network.Surroundings.Folder, "control");
    }

    /// <inheritdoc/>
    public override NetworkNamespace Network => _network;

    /// <inheritdoc/>
    public override IProgramHost? Programs => null;

    /// <summary>Its data path sends on what it reads: a checksum that was left to the interface would never be made.</summary>
    public override bool NeedsFinishedFrames => true;

    /// <inheritdoc/>
    public override string State => _daemon is { Ended.IsCompleted: false } && _database is { Ended.IsCompleted: false } ? "up" : "gone";

    /// <inheritdoc/>
    public override string NameOf(InterfacePlan one) => one.Name;

    /// <inheritdoc/>
    public override void Configure(RouteBatch batch)
    {
        batch.ChangeLink(new LinkRequest { Index = Loopback, Up = true });
        batch.AddAlternativeNames(Loopback, [$"{_lab.Surroundings.Mark}:{Plan.Name}-lo"]);
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellation)
    {
        if (!File.Exists(Schema)) { throw new WeirException($"node {Plan.Name} needs Open vSwitch, and {Schema} is not there (Debian: openvswitch-switch)", 3); }
        using var limit = new CancellationTokenSource(s_startLimit, _lab.Surroundings.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await StartWithinAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested)
        {
            throw new WeirException($"node {Plan.Name}: Open vSwitch was not up after {s_startLimit.TotalSeconds:0} s; its logs are in {_folder}", 4, late);
        }
    }

    /// <inheritdoc/>
    public override Task JoinAsync(InterfacePlan one, CancellationToken cancellation)
    {
        IReadOnlyList<InterfacePlan> all = (_lab.Plan.Node(Plan.Name) ?? Plan).Interfaces;
        int number = 1 + all.TakeWhile(other => other.Name != one.Name).Count();
        return RunAsync(["ovs-vsctl", $"--db={Database}", "--may-exist", "add-port", Bridge, one.Name, .. PortNumber(one.Name, number),
            .. Plan.Settings.Has("mirror") && !IsMirror(one) ? (string[])["--", "--id=@new", "get", "port", one.Name, "--", "add", "mirror", MirrorName, "select_src_port", "@new"] : []], cancellation);
    }

    /// <inheritdoc/>
    public override Task LeaveAsync(InterfacePlan one) =>
        _disposed ? Task.CompletedTask : RunAsync(["ovs-vsctl", $"--db={Database}", "--if-exists", "del-port", Bridge, one.Name], CancellationToken.None);

    /// <inheritdoc/>
    public override async Task<IReadOnlyDictionary<string, PortEntry>> PortsAsync(CancellationToken cancellation)
    {
        FlowClient client = await FlowClient.ConnectAsync(ConnectionPlace.ParseActive($"unix:{Path.Combine(_sockets, Bridge)}.mgmt"), OpenFlowConnection.AllVersions, null, s_askLimit, _lab.Surroundings.Time, cancellation).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            Dictionary<string, string> names = Plan.Interfaces.ToDictionary(one => one.Name, one => one.FullName, StringComparer.Ordinal);
            var ports = new Dictionary<string, PortEntry>(StringComparer.Ordinal);
            foreach (PortState one in (await client.PortsAsync(cancellation).ConfigureAwait(false)).Ports)
            {
                if (one.Counters is { } counters && names.TryGetValue(one.Port.Name, out string? name)) { ports[name] = counters; }
            }

            return ports;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_disposed) { return; }
        _disposed = true;
        // The daemon first: it would only complain about a database that went away.
        foreach (NodeChild child in ((NodeChild?[])[_daemon, _database]).OfType<NodeChild>())
        {
            child.Signal(Signals.Terminate);
            await Task.WhenAny(child.Ended, Task.Delay(s_endLimit, _lab.Surroundings.Time)).ConfigureAwait(false);
            await child.DisposeAsync().ConfigureAwait(false);
        }

        foreach (ConnectionRelay relay in _relays) { await relay.DisposeAsync().ConfigureAwait(false); }
        _place?.Dispose();
        _network.Dispose();
    }

    private async Task StartWithinAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(_folder);
        Directory.CreateDirectory(_sockets);
        // A switch of this name that was taken out before leaves its database; its logs are gone on with.
        foreach (string left in (string[])["conf.db", ".conf.db.~lock~", "db.sock", "db.ctl", "vswitchd.ctl"]) { File.Delete(In(left)); }
        _place = HostNamespaces.Create(_network, new HostNamespaceOptions());
        await RunAsync(["ovsdb-tool", "create", In("conf.db"), Schema], cancellation).ConfigureAwait(false);
        _database = Start(["ovsdb-server", In("conf.db"), $"--remote=p{Database}", $"--unixctl={In("db.ctl")}", $"--log-file={In("ovsdb-server.log")}", "-vconsole:off"]);
        await WaitForAsync("db.sock", _database, cancellation).ConfigureAwait(false);
        await RunAsync(["ovs-vsctl", $"--db={Database}", "--no-wait", "init"], cancellation).ConfigureAwait(false);
        _daemon = Start(["ovs-vswitchd", Database, $"--unixctl={In("vswitchd.ctl")}", "--disable-system", $"--log-file={In("ovs-vswitchd.log")}", "-vconsole:off"]);
        await RunAsync(BridgeCommand(), cancellation).ConfigureAwait(false);
        foreach (string flow in Plan.Settings.Texts("flows")) { await RunAsync(["ovs-ofctl", "add-flow", $"unix:{Path.Combine(_sockets, Bridge)}.mgmt", flow], cancellation).ConfigureAwait(false); }
    }

    private string Bridge => KernelNames.Of(Plan.Name);

    private string Database => $"unix:{In("db.sock")}";

    private string In(string file) => Path.Combine(_folder, file);

    private List<string> BridgeCommand()
    {
        List<string> words =
        [
            "ovs-vsctl", $"--db={Database}", "add-br", Bridge, "--", "set", "bridge", Bridge, "datapath_type=netdev", $"fail_mode={Plan.Settings.Text("fail-mode")}",
            string.Create(CultureInfo.InvariantCulture, $"other-config:datapath-id={SwitchNumbers.Of(Plan, _lab.Plan):x16}"),
        ];
        for (int i = 0; i < Plan.Interfaces.Count; i++)
        {
            string name = Plan.Interfaces[i].Name;
            words.AddRange(["--", "add-port", Bridge, name, .. PortNumber(name, i + 1)]);
        }

        string[] controllers = [.. SwitchControllers.Of(Plan, _lab).Select(PlaceOf)];
        if (controllers.Length > 0)
        {
            if (SwitchControllers.FilesOf(Plan, _lab) is { Certificate: { } certificate, Key: { } key, Authority: { } authority }) { words.AddRange(["--", "set-ssl", key, certificate, authority]); }
            words.AddRange(["--", "set-controller", Bridge, .. controllers]);
            // A lab is short: a controller that comes later should not be missed for the usual eight seconds. Several controllers have no name by which this could be set here.
            if (controllers.Length == 1) { words.AddRange(["--", "set", "controller", Bridge, "max_backoff=1000"]); }
        }

        string[] seen = [.. Plan.Interfaces.Where(one => !IsMirror(one)).Select(one => one.Name)];
        if (Plan.Interfaces.FirstOrDefault(IsMirror) is { } mirror && seen.Length > 0)
        {
            foreach (string name in seen) { words.AddRange(["--", $"--id=@{name}", "get", "port", name]); }
            words.AddRange(["--", "--id=@out", "get", "port", mirror.Name, "--", "--id=@mirror", "create", "mirror", $"name={MirrorName}", $"select_src_port={string.Join(',', seen.Select(name => $"@{name}"))}", "output_port=@out",
                "--", "set", "bridge", Bridge, "mirrors=@mirror"]);
        }

        return words;
    }

    private bool IsMirror(InterfacePlan one) => Plan.Settings.TextOrNull("mirror") is { } name && Neighbours.Of(one, _lab.Plan) == name;

    // Open vSwitch opens sockets of one folder, and its namespace has no network but its own: what is elsewhere, and what it speaks TLS with, it reaches by a relay at its loopback.
    private string PlaceOf(SwitchController controller)
    {
        if (controller.Tls is null && controller.Place.Scheme == "unix" && Path.GetDirectoryName(controller.Place.Host) == _sockets) { return controller.Place.ToString(); }
        var relay = ConnectionRelay.Begin(_network, cancellation => controller.Place.ConnectAsync(cancellation, controller.From?.Invoke()), _lab.Surroundings.Time);
        _relays.Add(relay);
        return string.Create(CultureInfo.InvariantCulture, $"{(controller.Tls is null ? "tcp" : "ssl")}:127.0.0.1:{relay.Port}");
    }

    private static string[] PortNumber(string name, int number) => ["--", "set", "interface", name, string.Create(CultureInfo.InvariantCulture, $"ofport_request={number}")];

    private NodeChild Start(IReadOnlyList<string> command) => NodeChild.Start(new ProcessOrder(command, Variables()), _folder, _lab.Surroundings.EnvironmentOf(Plan.Name), _place);

    // Open vSwitch looks here, and nowhere else, for what has no path.
    private Dictionary<string, string> Variables() => new(StringComparer.Ordinal) { ["OVS_RUNDIR"] = _sockets, ["OVS_LOGDIR"] = _folder, ["OVS_DBDIR"] = _folder, ["OVS_SYSCONFDIR"] = _folder };

    private async Task RunAsync(List<string> command, CancellationToken cancellation)
    {
        NodeChild child = Start(command);
        await using (child.ConfigureAwait(false))
        {
            Task<string> output = ReadAsync(child.Output, cancellation);
            Task<string> error = ReadAsync(child.Error, cancellation);
            int code = await child.Ended.WaitAsync(cancellation).ConfigureAwait(false);
            await output.ConfigureAwait(false);
            string said = await error.ConfigureAwait(false);
            if (code != 0) { throw new WeirException($"node {Plan.Name}: {command[0]} ended with {code}: {said.Trim()}", 4); }
        }
    }

    private async Task WaitForAsync(string file, NodeChild child, CancellationToken cancellation)
    {
        while (!File.Exists(In(file)))
        {
            if (child.Ended.IsCompleted) { throw new WeirException($"node {Plan.Name}: Open vSwitch's database ended with {await child.Ended.ConfigureAwait(false)}; its log is in {_folder}", 4); }
            await Task.Delay(TimeSpan.FromMilliseconds(5), _lab.Surroundings.Time, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<string> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellation).ConfigureAwait(false);
    }
}
