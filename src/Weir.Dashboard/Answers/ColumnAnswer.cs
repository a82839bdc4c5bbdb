namespace Weir.Dashboard.Answers;

/// <summary>A column.</summary>
internal sealed record ColumnAnswer(string Name, string Type, string? Meaning);
