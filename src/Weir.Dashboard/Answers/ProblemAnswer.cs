namespace Weir.Dashboard.Answers;

/// <summary>What went wrong.</summary>
internal sealed record ProblemAnswer(string Type, string Title, int Status, string? Detail);
