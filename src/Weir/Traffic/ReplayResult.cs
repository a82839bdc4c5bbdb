namespace Weir.Traffic;

/// <summary>What a replay did, measured while it sent.</summary>
internal sealed class ReplayResult
{
    /// <summary>Packets that the interfaces took.</summary>
    public long Sent { get; set; }

    /// <summary>Bytes of these packets, without preamble, check sequence and gap.</summary>
    public long Bytes { get; set; }

    /// <summary>Packets that could not be sent, for whatever reason but a full queue.</summary>
    public long Failed { get; set; }

    /// <summary>Packets that the interface's queue did not take because it was full; at top speed they are tried again and not counted here.</summary>
    public long QueueFull { get; set; }

    /// <summary>Times that a full queue was tried again at top speed.</summary>
    public long Retried { get; set; }

    /// <summary>Packets that the capture had cut off; they were sent as they are, or padded.</summary>
    public long CutOff { get; set; }

    /// <summary>Packets left out because the interface does not take any so long.</summary>
    public long TooLong { get; set; }

    /// <summary>Packets left out because they are shorter than an Ethernet header.</summary>
    public long TooShort { get; set; }

    /// <summary>Packets that the interfaces counted as dropped or failed meanwhile; null when unknown.</summary>
    public long? DroppedByInterface { get; set; }

    /// <summary>From the first packet to the last one.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>The system's message for the first packet that failed, or null.</summary>
    public string? FirstFailure { get; set; }

    /// <summary>How far the distances between packets were off their schedule.</summary>
    public DurationHistogram GapError { get; } = new();

    /// <summary>How late packets were.</summary>
    public DurationHistogram Lateness { get; } = new();

    /// <summary>Where the capture is damaged, or null.</summary>
    public Capture.CaptureFault? Fault { get; set; }

    /// <summary>Packets a second.</summary>
    public double PacketRate => Elapsed > TimeSpan.Zero ? Math.Max(Sent - 1, 0) / Elapsed.TotalSeconds : 0;

    /// <summary>Bits of frames a second.</summary>
    public double BitRate => Elapsed > TimeSpan.Zero ? Bytes * 8.0 / Elapsed.TotalSeconds : 0;
}
