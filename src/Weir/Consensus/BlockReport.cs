using Weir.Wire.Ethereum;

namespace Weir.Consensus;

/// <summary>What one point saw of the decision of one block.</summary>
public sealed class BlockReport
{
    private IReadOnlyList<FrameRow> _frames = [];
    private IReadOnlyList<DistinctRow> _distinct = [];
    private IReadOnlyList<RoundReport> _rounds = [];
    private IReadOnlyList<SenderReport> _senders = [];

    /// <summary>The block's number, in IBFT the sequence.</summary>
    public required ulong Number { get; init; }

    /// <summary>Whether the counts are exact.</summary>
    public BlockState State => Uncertainty is null ? BlockState.Complete : BlockState.Uncertain;

    /// <summary>Why they may be too low; null when they are exact.</summary>
    public Uncertainty? Uncertainty { get; internal set; }

    /// <summary>When its first message passed: nanoseconds since 1970-01-01 UTC.</summary>
    public required long First { get; init; }

    /// <summary>When its last message passed.</summary>
    public required long Last { get; init; }

    /// <summary>Validators that vote; 0 when not known.</summary>
    public int Voters { get; internal set; }

    /// <summary>Commits that decide; 0 when not known.</summary>
    public int Quorum { get; internal set; }

    /// <summary>Different valid commits for the decided block; for an undecided one the most that one proposal got.</summary>
    public int Commits { get; internal set; }

    /// <summary>True when a quorum of commits for one proposal passed the point.</summary>
    public bool IsDecided { get; internal set; }

    /// <summary>The round of the decision; null when no quorum was seen.</summary>
    public ulong? Round { get; internal set; }

    /// <summary>Who sealed the decided proposal (in an undecided block the last one); null when none was seen.</summary>
    public EthereumAddress? Proposer { get; internal set; }

    /// <summary>Hash of the decided block; null when no quorum was seen.</summary>
    public Hash256? Hash { get; internal set; }

    /// <summary>Transactions in the decided proposal; null when it was not seen.</summary>
    public int? Transactions { get; internal set; }

    /// <summary>When the first preprepare of the deciding round passed; null when none did.</summary>
    public long? PreprepareTime { get; internal set; }

    /// <summary>When the commit that made the quorum passed; null when no quorum was seen.</summary>
    public long? QuorumTime { get; internal set; }

    /// <summary>From the first preprepare of the deciding round to the quorum of commits, both as they passed the point. Negative when a relay brought the preprepare after the votes.</summary>
    public TimeSpan? PreprepareToQuorum => QuorumTime - PreprepareTime is { } nanoseconds ? TimeSpan.FromTicks(nanoseconds / 100) : null;

    /// <summary>Frames by direction, peer, round, kind and sender, in that order.</summary>
    public required IReadOnlyList<FrameRow> Frames { get => _frames; init => _frames = value; }

    /// <summary>Different messages by direction, round, kind and sender, in that order.</summary>
    public required IReadOnlyList<DistinctRow> Distinct { get => _distinct; init => _distinct = value; }

    /// <summary>The rounds seen, in order.</summary>
    public required IReadOnlyList<RoundReport> Rounds { get => _rounds; init => _rounds = value; }

    /// <summary>The claimed senders seen, in the order of their first messages.</summary>
    public required IReadOnlyList<SenderReport> Senders { get => _senders; init => _senders = value; }

    /// <summary>When the preprepare of round 0 passed; null when none did.</summary>
    internal long? Begin { get; set; }

    /// <summary>Why the counts may be too low by all doubts that are settled; it counts once <see cref="KnowsSettled"/> is true.</summary>
    internal Uncertainty? Settled { get; private set; }

    /// <summary>True when the doubts that are settled have been asked about it.</summary>
    internal bool KnowsSettled { get; private set; }

    /// <summary>A reason beyond holes why the counts are too low; null when there is none.</summary>
    internal string? Fault { get; set; }

    /// <summary>Lets go what was counted, which is most of what a report holds; whether it was all, and what was decided, stays.</summary>
    internal void LetCountsGo() => (_frames, _distinct, _rounds, _senders) = ([], [], [], []);

    /// <summary>Says what all doubts that are settled so far mean for it.</summary>
    internal void SetSettled(Uncertainty? why) => (Settled, KnowsSettled) = (why, true);

    /// <summary>Adds what one more doubt means for it, once the ones before are known.</summary>
    internal void AddSettled(long from, long to, string reason)
    {
        if (KnowsSettled) { Settled = Uncertainty.Plus(Settled, from, to, reason); }
    }
}
