namespace Weir.Dashboard.Answers;

/// <summary>A round of a block.</summary>
internal sealed record RoundAnswer(long Block, long Round, string? Proposer, bool Decided, long Prepares, long Commits, long Roundchanges);
