using Weir.Capture;
using Weir.Cli.Runs;
using Weir.Platform;
using Weir.Running;
using Weir.Wire.Netlink;

namespace Weir.Cli.Monitors;

/// <summary>The interfaces that a user named: those of this machine, and those of nodes of a living lab. Holds their namespaces open.</summary>
internal sealed class LivePlaces : IDisposable
{
    private readonly List<NetworkNamespace> _networks = [];

    private LivePlaces() { }

    /// <summary>The interfaces.</summary>
    public List<LivePoint> Points { get; } = [];

    /// <summary>The node at whose port each point is, for those of a lab.</summary>
    public Dictionary<string, string> NodeOf { get; } = new(StringComparer.Ordinal);

    /// <summary>The node of each point of a node that has several: what passes it comes in at one and leaves by another.</summary>
    public Dictionary<string, string> PassedAt { get; } = new(StringComparer.Ordinal);

    /// <summary>The living lab that points belong to; null when all are of this machine.</summary>
    public RunEntry? Lab { get; private set; }

    /// <summary>Finds what <paramref name="names"/> mean: <c>eth0</c> an interface of this machine, <c>h1:eth0</c> one of a lab's node, <c>h1</c> all of a node.</summary>
    /// <exception cref="WeirException">There is no such interface or node, or there are several labs.</exception>
    public static async Task<LivePlaces> FindAsync(IReadOnlyList<string> names, string? run, CancellationToken cancellation)
    {
        var places = new LivePlaces();
        try
        {
            NetworkNamespace here = NetworkNamespace.OpenCurrent();
            places._networks.Add(here);
            IReadOnlyList<LinkInfo> links = here.Routes.Links();
            foreach (string name in names)
            {
                LinkInfo? link = name.Contains(':', StringComparison.Ordinal) || run is not null ? null : links.FirstOrDefault(one => one.Name == name);
                if (link is not null) { places.Points.Add(new LivePoint(here, link.Index, link.Name)); }
                else { await places.AddNodeAsync(name, run, links, cancellation); }
            }

            return places;
        }
        catch
        {
            places.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (NetworkNamespace network in _networks) { network.Dispose(); }
    }

    private async Task AddNodeAsync(string name, string? run, IReadOnlyList<LinkInfo> links, CancellationToken cancellation)
    {
        string[] parts = name.Split(':', 2);
        if (parts.Length == 1 && run is null && !RunRegistry.OfThisUser().All().Any(entry => entry.IsAlive))
        {
            throw new WeirException($"this machine has no interface '{name}' (it has {string.Join(", ", links.Select(one => one.Name))}), and no lab is up whose node it could be");
        }

        Lab ??= RunChoice.Living(run);
        NodePlace place = await NodePlace.FindAsync(Lab, parts[0], cancellation);
        NodePlace.Port[] ports = [.. place.Ports.Where(port => parts.Length == 1 || port.Name == parts[1] || port.FullName == parts[1])];
        if (ports.Length == 0) { throw new WeirException($"{name}: node {place.Node} has {(place.Ports.Count == 0 ? "no interfaces" : "the interfaces " + string.Join(", ", place.Ports.Select(port => port.Name)))}"); }
        NetworkNamespace network = place.Open();
        _networks.Add(network);
        foreach (NodePlace.Port port in ports)
        {
            Points.Add(new LivePoint(network, port.Index, port.FullName, port.IsOuter));
            NodeOf[port.FullName] = place.Node;
            if (ports.Length > 1) { PassedAt[port.FullName] = place.Node; }
        }
    }
}
