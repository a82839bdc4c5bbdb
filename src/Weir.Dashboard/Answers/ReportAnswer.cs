namespace Weir.Dashboard.Answers;

/// <summary>What a report says of itself: the most bytes of data that it takes, and the paths of answers for which it had no room or no time.</summary>
internal sealed record ReportAnswer(long Limit, IReadOnlyList<string> LeftOut);
