namespace Weir;

/// <summary>One column of a <see cref="RecordTable"/>.</summary>
/// <param name="Name">Lower case with underscores; the unit is at its end (<c>_ns</c>, <c>_ms</c>, <c>_bytes</c>).</param>
/// <param name="Kind">What its values are; every column also takes <see cref="RecordValueKind.Null"/>.</param>
/// <param name="Summary">What it means.</param>
public sealed record RecordColumn(string Name, RecordValueKind Kind, string Summary);
