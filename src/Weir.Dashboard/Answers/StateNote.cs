namespace Weir.Dashboard.Answers;

/// <summary>What a run is doing.</summary>
internal sealed record StateNote(string State, double Now, string? Result, string? Trust);
