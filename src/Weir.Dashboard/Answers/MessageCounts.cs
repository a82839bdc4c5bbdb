namespace Weir.Dashboard.Answers;

/// <summary>Different messages by type.</summary>
internal sealed record MessageCounts(long Preprepare, long Prepare, long Commit, long Roundchange);
