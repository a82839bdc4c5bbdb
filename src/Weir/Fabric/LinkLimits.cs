namespace Weir.Fabric;

/// <summary>The bounds of one direction of a link, whatever its impairments ask. What comes on top is dropped and counted as overflow.</summary>
internal sealed record LinkLimits
{
    /// <summary>Bits of the largest segment.</summary>
    public const int LargestSegmentBits = 65_536 * 8;

    /// <summary>The bounds of a link that says nothing.</summary>
    public static LinkLimits Default { get; } = new();

    /// <summary>Most bytes that wait or are under way: 100 ms at 5 Gbit/s.</summary>
    public long MaximumBytes { get; init; } = 64L << 20;

    /// <summary>Most frames that wait or are under way.</summary>
    public int MaximumFrames { get; init; } = 1 << 17;

    /// <summary>How long the sending of a large segment may take for it to pass in one piece: its first packet is late by that. 1 Gbit/s (0.52 ms) passes.</summary>
    public TimeSpan LargestSendTime { get; init; } = TimeSpan.FromMilliseconds(0.6);
}
