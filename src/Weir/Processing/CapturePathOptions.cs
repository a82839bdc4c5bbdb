using Weir.Capture;
using Weir.Decoding;
using Weir.Reassembly;

namespace Weir.Processing;

/// <summary>The settings of a <see cref="CapturePath"/>; the defaults are those of production.</summary>
public sealed record CapturePathOptions
{
    /// <summary>How capture files are read.</summary>
    public CaptureReaderOptions Reader { get; init; } = new();

    /// <summary>How streams are put in order.</summary>
    public ReassemblyOptions Reassembly { get; init; } = new();

    /// <summary>How messages are decoded.</summary>
    public DecodingOptions Decoding { get; init; } = new();

    /// <summary>Points whose frames take one path, on a <see cref="LivePath"/>; null when each has its own.</summary>
    internal JoinedPoints? Joined { get; init; }

    /// <summary>Threads to use; 0 takes the machine's processors. Less input than <see cref="BytesPerWorker"/> a thread is done by fewer threads.</summary>
    public int Workers { get; init; }

    /// <summary>Input bytes that make a further thread worth its start: 8 MiB take about 20 ms.</summary>
    public long BytesPerWorker { get; init; } = 8 << 20;

    /// <summary>True when messages are to come in the order of the files: one file after the other, although a large one still takes two threads. Has no effect on files that are followed.</summary>
    public bool InOrder { get; init; }

    /// <summary>Where progress is told; null when nobody looks.</summary>
    public PathProgress? Progress { get; init; }
}
