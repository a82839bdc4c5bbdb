using Weir.Lab.Building;
using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Programs;

namespace Weir.Lab.Kinds;

/// <summary>Runs programs in a node that is a network namespace.</summary>
internal sealed class NamespaceHost(NodePlan plan, NetworkNamespace network, LabSurroundings surroundings) : IProgramHost, IAsyncDisposable
{
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal)
    {
        ["WEIR_RUN"] = surroundings.Mark,
        ["WEIR_NODE"] = plan.Name,
        ["WEIR_RUN_FOLDER"] = surroundings.Folder,
    };

    /// <inheritdoc/>
    public string Name => plan.Name;

    /// <inheritdoc/>
    public Task<INodeProcess> StartAsync(ProcessOrder order, CancellationToken cancellation) =>
        Task.FromResult<INodeProcess>(network.Run(() => LocalProcess.Start(order, surroundings.WorkingFolder, _environment)));

    /// <inheritdoc/>
    public Task<bool> ListensAsync(int port, bool udp, CancellationToken cancellation) => Task.FromResult(network.Run(() => ListeningPorts.Contains(port, udp)));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
