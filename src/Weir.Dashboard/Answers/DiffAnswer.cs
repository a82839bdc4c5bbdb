namespace Weir.Dashboard.Answers;

/// <summary>How two runs differ: what <c>weir diff --json</c> prints.</summary>
internal sealed record DiffAnswer(string A, string B, bool SameResults, IReadOnlyList<string> LabFile, IReadOnlyList<ValueNote> Plan, IReadOnlyList<ValueNote> Machine, IReadOnlyList<ValueNote> Results,
    IReadOnlyList<ValueNote> Messages, IReadOnlyList<ValueNote> Durations, IReadOnlyList<ValueNote> Counters);
