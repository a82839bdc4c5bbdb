using System.Net;

namespace Weir.Checks;

/// <summary>What a check may see of a run, and do in it. The members may be called from any thread.</summary>
public interface ICheckScene
{
    /// <summary>Seconds since the run's clock started.</summary>
    double Now { get; }

    /// <summary>The clock that waiting goes by.</summary>
    TimeProvider Time { get; }

    /// <summary>Names of the nodes, in the file's order.</summary>
    IReadOnlyList<string> Nodes { get; }

    /// <summary>The folder of the run, with its captures, logs and store.</summary>
    string RunFolder { get; }

    /// <summary>The folder from which relative paths of the lab file start.</summary>
    string FileFolder { get; }

    /// <summary>Addresses of a node, in the order of its interfaces, IPv4 before IPv6; empty for a node without.</summary>
    IReadOnlyList<IPAddress> AddressesOf(string node);

    /// <summary>Runs <paramref name="work"/> on a thread of its own in the node's network: sockets that it opens are the node's. It cannot be cancelled, so it should be short, or look at a token itself.</summary>
    /// <exception cref="WeirException">The node has no network of this kernel (a guest with its own kernel, a node in memory).</exception>
    Task<T> InsideAsync<T>(string node, Func<T> work);

    /// <summary>Runs a program in the node to its end, with empty standard input. When <paramref name="limit"/> passes it is killed, and the exit code is 124.</summary>
    Task<CommandOutput> RunAsync(string node, IReadOnlyList<string> command, TimeSpan limit, CancellationToken cancellation);

    /// <summary>The state of a program now; null when there is none of this name.</summary>
    ProgramFacts? Program(string name);

    /// <summary>Everything that happened so far, the oldest first.</summary>
    IReadOnlyList<SceneEvent> Events();

    /// <summary>The counters of an interface of a node (<c>h1-eth0</c> or <c>h1:eth0</c>) now; null when there is none of this name.</summary>
    InterfaceFacts? Interface(string name);

    /// <summary>The interfaces of a node now, in the order of its links; empty when there is no such node or it has none.</summary>
    IReadOnlyList<InterfaceFacts> InterfacesOf(string node);

    /// <summary>The routes of a node's main table now.</summary>
    /// <exception cref="WeirException">The node has no network of this kernel.</exception>
    IReadOnlyList<RouteFacts> RoutesOf(string node);

    /// <summary>The neighbours whose Ethernet address a node knows now.</summary>
    /// <exception cref="WeirException">The node has no network of this kernel.</exception>
    IReadOnlyList<NeighbourFacts> NeighboursOf(string node);

    /// <summary>Waits until what has been captured so far is in the files, and gives the captures that watch <paramref name="point"/> (a node, interface or link).</summary>
    /// <exception cref="WeirException">No capture watches that point.</exception>
    Task<IReadOnlyList<CaptureFacts>> CapturesAsync(string point, CancellationToken cancellation);

    /// <summary>Waits until what has passed so far is in the monitors' tables, and gives the monitors.</summary>
    Task<IReadOnlyList<MonitorFacts>> MonitorsAsync(CancellationToken cancellation);

    /// <summary>What stands against trusting the run so far; empty when nothing does.</summary>
    IReadOnlyList<string> Doubts();
}
