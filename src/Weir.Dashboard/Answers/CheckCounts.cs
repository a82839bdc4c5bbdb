namespace Weir.Dashboard.Answers;

/// <summary>How many checks passed, failed, and were never decided.</summary>
internal sealed record CheckCounts(int Pass, int Fail, int Skip);
