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

    /// <summary>The network's nodes by their names, with one address each.</summary>
    public IReadOnlyList<KeyValuePair<string, IpAddress>> Nodes { get; init; } = [];
}
