namespace Weir.Fabric;

/// <summary>One direction of a link with the end it reads and the end it writes.</summary>
internal sealed class LinkPort(LinkDirection direction, ILinkEnd source, ILinkEnd target)
{
    /// <summary>What happens between the ends.</summary>
    public LinkDirection Direction { get; } = direction;

    /// <summary>Where frames come from.</summary>
    public ILinkEnd Source { get; } = source;

    /// <summary>Where they go.</summary>
    public ILinkEnd Target { get; } = target;

    /// <summary>The time by which <see cref="DueHeap"/> sorts it.</summary>
    public long Due { get; set; } = long.MaxValue;

    /// <summary>Its place in the <see cref="DueHeap"/>; -1 outside.</summary>
    public int Place { get; set; } = -1;
}
