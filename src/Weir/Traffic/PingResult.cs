namespace Weir.Traffic;

/// <summary>What a ping measured.</summary>
internal sealed class PingResult
{
    /// <summary>Requests sent, or tried to.</summary>
    public long Sent { get; set; }

    /// <summary>Requests answered in time.</summary>
    public long Received { get; set; }

    /// <summary>Requests whose time was over without an answer.</summary>
    public long Lost { get; set; }

    /// <summary>Share of the settled requests that were lost, in per cent.</summary>
    public double LossPercent => Received + Lost == 0 ? 0 : 100.0 * Lost / (Received + Lost);

    /// <summary>Answers to requests that had one.</summary>
    public long Duplicates { get; set; }

    /// <summary>Answers that came too late; their requests count as lost.</summary>
    public long Late { get; set; }

    /// <summary>Messages that a request cannot be delivered.</summary>
    public long Unreachable { get; set; }

    /// <summary>Round trips of answers in time.</summary>
    public DurationHistogram RoundTrip { get; } = new();
}
