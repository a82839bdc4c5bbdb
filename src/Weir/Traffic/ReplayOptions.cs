namespace Weir.Traffic;

/// <summary>How <see cref="Replayer"/> sends a capture.</summary>
internal sealed record ReplayOptions
{
    /// <summary>What sets the times of the packets.</summary>
    public ReplayPace Pace { get; init; } = ReplayPace.Recorded;

    /// <summary>How many times faster than recorded, or packets a second, or bits a second, as <see cref="Pace"/> says.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>How often the capture is sent; 0 = until it is stopped.</summary>
    public long Loops { get; init; } = 1;

    /// <summary>Packets after which it ends; 0 = no limit.</summary>
    public long Limit { get; init; }

    /// <summary>How long it sends at most; null = no limit.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>True reads the whole capture into memory before the first packet is sent.</summary>
    public bool Preload { get; init; }

    /// <summary>True fills packets that the capture cut off with zeros, up to their length on the wire.</summary>
    public bool Pad { get; init; }

    /// <summary>True lets the kernel cut TCP packets that are longer than the interface allows.</summary>
    public bool Offload { get; init; }

    /// <summary>The last part of each wait that is spent looking at the clock instead of sleeping: more exact, at the price of a processor.</summary>
    public TimeSpan Spin { get; init; }

    /// <summary>True sends past the interface's queueing discipline.</summary>
    public bool BypassQueue { get; init; }

    /// <summary>Where packets of servers go; null = where all go.</summary>
    public string? ServerInterface { get; init; }
}
