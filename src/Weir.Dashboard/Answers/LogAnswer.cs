namespace Weir.Dashboard.Answers;

/// <summary>Lines of a program's log; <paramref name="Next"/> is the offset after the last one, <paramref name="End"/> says that nothing more is there now.</summary>
internal sealed record LogAnswer(IReadOnlyList<LogLine> Lines, long Next, bool End);
