using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Processing;
using Weir.Wire.Frames;

namespace Weir.Monitors;

/// <summary>Where a monitor is: what it can know of the network that it listens to.</summary>
public sealed record MonitorPlace
{
    /// <summary>The folder that relative paths of its settings start from.</summary>
    public required string Folder { get; init; }

    /// <summary>A folder in which programs of the network may leave session secrets; it may come into being later. Null for none.</summary>
    public string? Secrets { get; init; }

    /// <summary>The node at whose port a point is, by the point's name; points that are at no node's port are missing.</summary>
    public IReadOnlyDictionary<string, string> NodeOf { get; init; } = new Dictionary<string, string>();

    /// <summary>Which points see each frame once between them, because frames of one direction are seen; null when each point sees both directions, or has nothing to do with the others.</summary>
    public JoinedPoints? Joined { get; init; }

    /// <summary>The network's nodes: their names, once for each of their addresses.</summary>
    public IReadOnlyList<KeyValuePair<string, IpAddress>> Nodes { get; init; } = [];

    /// <summary>Takes what only somebody who looks for a fault wants to know.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>The names of <see cref="Nodes"/> by address.</summary>
    internal Dictionary<IpAddress, string> Names()
    {
        var names = new Dictionary<IpAddress, string>();
        foreach ((string name, IpAddress address) in Nodes) { names.TryAdd(address, name); }
        return names;
    }
}
