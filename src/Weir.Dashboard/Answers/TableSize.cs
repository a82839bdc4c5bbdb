namespace Weir.Dashboard.Answers;

/// <summary>A table and its rows.</summary>
internal sealed record TableSize(string Name, long Rows);
