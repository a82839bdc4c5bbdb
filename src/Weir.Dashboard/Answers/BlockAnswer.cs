namespace Weir.Dashboard.Answers;

/// <summary>A block: the seconds of its first message on the run's clock, and the milliseconds from its preprepare to its quorum.</summary>
internal sealed record BlockAnswer(long Block, double? Time, string State, bool Decided, long? Round, string? Proposer, double? QuorumMs, MessageCounts Counts);
