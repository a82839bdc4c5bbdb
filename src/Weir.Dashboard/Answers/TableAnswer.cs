namespace Weir.Dashboard.Answers;

/// <summary>Rows of a table; <paramref name="Total"/> counts those that the condition means.</summary>
internal sealed record TableAnswer(IReadOnlyList<ColumnAnswer> Columns, IReadOnlyList<object?[]> Rows, long Total);
