namespace Weir;

/// <summary>
/// What one direction of a link does to packets. A packet is lost or not, then finds the queue full or not, then is sent at the rate, then delayed, and delivered. Immutable: change one parameter with <c>with</c>.
/// </summary>
public sealed record Impairments
{
    /// <summary>A line that does nothing: up, as fast as the machine, without delay.</summary>
    public static Impairments None { get; } = new();

    /// <summary>Bits a second on the wire, Ethernet header included and without preamble and check sequence; null is unlimited. <see cref="Trace"/> wins over it.</summary>
    public DataRate? Rate { get; init; }

    /// <summary>The rate over time; null when it is constant.</summary>
    public RateTrace? Trace { get; init; }

    /// <summary>Mean time from the end of sending to delivery.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How far single delays stray from the mean. A delay is never below zero, so a jitter near the delay shifts the mean. Packets may overtake each other.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>The shape of the jitter.</summary>
    public JitterDistribution Distribution { get; init; }

    /// <summary>Probability that a packet is lost, from 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>How much the fate of a packet follows the packet before, from 0 (not at all) to 1. The mean loss stays <see cref="Loss"/>.</summary>
    public double LossCorrelation { get; init; }

    /// <summary>Loss in bursts, beside <see cref="Loss"/>; null for none.</summary>
    public BurstLoss? BurstLoss { get; init; }

    /// <summary>Probability that a packet skips the delay and so overtakes those before, from 0 to 1. Without a delay it changes nothing.</summary>
    public double Reorder { get; init; }

    /// <summary>How much skipping follows the packet before, from 0 to 1.</summary>
    public double ReorderCorrelation { get; init; }

    /// <summary>Only each so many-th packet may skip the delay: 5 lets every fifth skip it with the probability <see cref="Reorder"/>. 0 and 1 let any.</summary>
    public int ReorderGap { get; init; }

    /// <summary>Probability that a packet is delivered twice, from 0 to 1.</summary>
    public double Duplicate { get; init; }

    /// <summary>Probability that one bit of a packet is inverted, from 0 to 1.</summary>
    public double Corrupt { get; init; }

    /// <summary>What may wait for the rate.</summary>
    public QueueLimit Queue { get; init; } = QueueLimit.Default;

    /// <summary>False when the line is cut: nothing enters; what is under way still arrives.</summary>
    public bool Up { get; init; } = true;

    /// <summary>True when the fate of each packet on the wire is decided by itself, so that segments must come one by one and large ones are not allowed through.</summary>
    public bool NeedsWirePackets => Loss > 0 || BurstLoss is not null || Reorder > 0 || Duplicate > 0 || Corrupt > 0 || Jitter > TimeSpan.Zero;

    /// <summary>What is wrong with the values, empty when nothing is. The engine takes only impairments without mistakes.</summary>
    public IReadOnlyList<string> Mistakes()
    {
        var mistakes = new List<string>();
        Share("loss", Loss);
        Share("the correlation of loss", LossCorrelation);
        Share("reorder", Reorder);
        Share("the correlation of reorder", ReorderCorrelation);
        Share("duplicate", Duplicate);
        Share("corrupt", Corrupt);
        if (BurstLoss is { } burst)
        {
            Share("p of burst-loss", burst.P);
            Share("r of burst-loss", burst.R);
            Share("h of burst-loss", burst.H);
            Share("k of burst-loss", burst.K);
        }

        Time("delay", Delay);
        Time("jitter", Jitter);
        if (Rate is { BitsPerSecond: <= 0 }) { mistakes.Add("rate must be above 0 bit/s; to cut the line write up: false"); }
        if (ReorderGap < 0) { mistakes.Add("the gap of reorder must not be negative"); }
        if (Reorder > 0 && Delay == TimeSpan.Zero) { mistakes.Add("reorder needs a delay: packets overtake by skipping it"); }
        if (!Enum.IsDefined(Distribution)) { mistakes.Add("the distribution of jitter is unknown"); }
        return mistakes;

        void Share(string name, double value)
        {
            if (value is not (>= 0 and <= 1)) { mistakes.Add($"{name} must lie between 0 % and 100 %"); }
        }

        void Time(string name, TimeSpan value)
        {
            if (value < TimeSpan.Zero || value > TimeSpan.FromHours(1)) { mistakes.Add($"{name} must lie between 0 s and 1 h"); }
        }
    }
}
