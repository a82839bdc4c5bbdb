namespace Weir.Dashboard.Answers;

/// <summary>What came in at each source, and where it ended.</summary>
internal sealed record BalanceAnswer(IReadOnlyList<BalanceSource> Sources);
