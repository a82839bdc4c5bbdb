using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Lab.Building;

/// <summary>
/// Waits until interfaces carry frames. The kernel sets a carrier at once but lets frames pass only after a worker of its own has looked at it (RFC 2863 3.1.14: the operational state follows); on a busy machine
/// that is some milliseconds later, and what is sent before vanishes without being counted anywhere: a connection's first packet would be missing for a second.
/// </summary>
internal static class LinkReadiness
{
    /// <summary>So long is waited; what has no state by then is left to what the run shows of it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Returns when each interface of these namespaces that has its carrier is operational, or after the limit.</summary>
    public static async Task WaitAsync(IEnumerable<NetworkNamespace> spaces, TimeProvider time, CancellationToken cancellation)
    {
        long begin = time.GetTimestamp();
        foreach (NetworkNamespace space in spaces)
        {
            while (space.Routes.Links().Any(IsPending) && time.GetElapsedTime(begin) < Limit) { await Task.Delay(Pause, time, cancellation).ConfigureAwait(false); }
        }
    }

    // Interfaces without a notion of it, such as loopback, say "unknown"; a port of a bridge must have been let in as well. The bridge's own interface can be a second late and carries nothing from port to port.
    private static bool IsPending(LinkInfo link) =>
        link.Kind is not "bridge" && link.IsUp && (link.Flags & LinkFlags.LowerUp) != LinkFlags.None
        && (link.State is not (OperationalState.Up or OperationalState.Unknown) || link.PortState is BridgePortState.Disabled);
}
