namespace Weir.Programs;

/// <summary>Runs programs where this process itself is: in its network, on its kernel.</summary>
public sealed class LocalHost(string name, string folder, IReadOnlyDictionary<string, string> environment) : IProgramHost
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Task<INodeProcess> StartAsync(ProcessOrder order, CancellationToken cancellation) => Task.FromResult<INodeProcess>(NodeChild.Start(order, folder, environment));

    /// <inheritdoc/>
    public Task<bool> ListensAsync(int port, bool udp, CancellationToken cancellation) => Task.FromResult(ListeningPorts.Contains(port, udp));
}
