using Weir.Lab.Building;
using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Programs;

namespace Weir.Lab.Kinds;

/// <summary>
/// Runs programs in a node that is a network namespace. Its own host name and hosts file come with the first program: a node that runs none needs neither. Its control group, where the plan limits it, too.
/// </summary>
internal sealed class NamespaceHost(NodePlan plan, NetworkNamespace network, LabNetwork lab) : IProgramHost, IAsyncDisposable
{
    private const string HostsFile = "/etc/hosts";

    private readonly Dictionary<string, string> _environment = lab.Surroundings.EnvironmentOf(plan.Name);

    // Guards _namespaces, _group and _disposed.
    private readonly Lock _gate = new();
    private HostNamespaces? _namespaces;
    private ControlGroup? _group;
    private bool _disposed;

    /// <inheritdoc/>
    public string Name => plan.Name;

    /// <inheritdoc/>
    public Task<INodeProcess> StartAsync(ProcessOrder order, CancellationToken cancellation)
    {
        HostNamespaces namespaces = Namespaces();
        return Task.FromResult<INodeProcess>(NodeChild.Start(order, lab.Surroundings.WorkingFolder, _environment, namespaces, _group));
    }

    /// <inheritdoc/>
    public Task<bool> ListensAsync(int port, bool udp, CancellationToken cancellation) => Task.FromResult(network.Run(() => ListeningPorts.Contains(port, udp)));

    /// <summary>The node's namespaces, made when they are asked for first.</summary>
    public HostNamespaces Namespaces()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_namespaces is not null) { return _namespaces; }
            _namespaces = HostNamespaces.Create(network, new HostNamespaceOptions { HostName = plan.Name, Files = new Dictionary<string, string> { [HostsFile] = HostsText() } });
            if (plan.Memory is not null || plan.Cpus is not null || plan.Pids is not null) { _group = MakeGroup(); }
            return _namespaces;
        }
    }

    /// <summary>How another process gets into the node; its host name and hosts file are made when nothing needed them before.</summary>
    public NodeEntrance Entrance()
    {
        HostNamespaces namespaces = Namespaces();
        lock (_gate)
        {
            return new NodeEntrance(network.Path, namespaces.MountPath, namespaces.HostNamePath, namespaces.ProcessesPath, _group?.Folders ?? [], _environment, lab.Surroundings.WorkingFolder);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_disposed) { return ValueTask.CompletedTask; }
            _disposed = true;
            _namespaces?.Dispose();
            _group?.KillAll();
            _group?.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Writes the hosts file anew, where there is one by now.</summary>
    public void RewriteHosts()
    {
        lock (_gate)
        {
            if (!_disposed) { _namespaces?.Rewrite(HostsFile, HostsText()); }
        }
    }

    private string HostsText() => string.Join('\n', (string[])["127.0.0.1 localhost", "::1 localhost ip6-localhost", .. lab.Plan.HostsFile]) + "\n";

    private ControlGroup MakeGroup() => ControlGroup.Create(lab.Surroundings.Run, plan.Name,
        new ControlGroupLimits { Memory = plan.Memory?.Bytes, Cpus = plan.Cpus, Processes = plan.Pids is { } pids ? (int)Math.Min(pids, int.MaxValue) : null });
}
