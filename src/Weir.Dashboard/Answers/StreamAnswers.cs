namespace Weir.Dashboard.Answers;

/// <summary>What a run is doing.</summary>
internal sealed record StateNote(string State, double Now, string? Result, string? Trust);

/// <summary>A log grew to this offset.</summary>
internal sealed record LogNote(string Program, long Next);

/// <summary>The list of runs changed.</summary>
internal sealed record RunsNote(int Count);

/// <summary>How two runs differ: what <c>weir diff --json</c> prints.</summary>
internal sealed record DiffAnswer(string A, string B, bool SameResults, IReadOnlyList<string> LabFile, IReadOnlyList<ValueNote> Plan, IReadOnlyList<ValueNote> Machine, IReadOnlyList<ValueNote> Results,
    IReadOnlyList<ValueNote> Messages, IReadOnlyList<ValueNote> Durations, IReadOnlyList<ValueNote> Counters);

/// <summary>A value that differs; null where a run does not have it.</summary>
internal sealed record ValueNote(string Name,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never)] string? A,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never)] string? B);
