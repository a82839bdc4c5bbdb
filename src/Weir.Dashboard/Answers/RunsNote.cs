namespace Weir.Dashboard.Answers;

/// <summary>The list of runs changed.</summary>
internal sealed record RunsNote(int Count);
