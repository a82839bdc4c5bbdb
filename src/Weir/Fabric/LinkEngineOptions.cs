namespace Weir.Fabric;

/// <summary>How the engine runs.</summary>
internal sealed record LinkEngineOptions
{
    /// <summary>The run's seed: with the names of the links it decides every decision.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads, among which the links are divided; 0 takes one for each two processors, at most four.</summary>
    public int Threads { get; init; }

    /// <summary>How long before a frame is due a thread stops sleeping and looks again and again, so that the sleep's own lateness does not show. At most 50 us.</summary>
    public TimeSpan Spin { get; init; } = TimeSpan.FromMicroseconds(20);

    /// <summary>The bounds of each direction.</summary>
    public LinkLimits Limits { get; init; } = LinkLimits.Default;

    /// <summary>Most bytes of buffers for each thread.</summary>
    public long MaximumBytes { get; init; } = 512L << 20;
}
