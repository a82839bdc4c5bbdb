namespace Weir.Programs;

/// <summary>A node as its programs see it: where processes start, and what of its network can be asked.</summary>
public interface IProgramHost
{
    /// <summary>The node's name.</summary>
    string Name { get; }

    /// <summary>Starts a process in the node.</summary>
    /// <exception cref="WeirException">It cannot be started: no such program, no such user, no such folder.</exception>
    Task<INodeProcess> StartAsync(ProcessOrder order, CancellationToken cancellation);

    /// <summary>True when something in the node listens at the port.</summary>
    Task<bool> ListensAsync(int port, bool udp, CancellationToken cancellation);
}
